using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>What was done to which type of secret, and how it ended: each that occurs is kept once.</summary>
internal static class RecordKinds
{
    public static Task KeepAsync(DatabaseTransaction transaction, IReadOnlyList<PendingRecord> records)
    {
        var kinds = records.Select(pending => pending.Record)
            .Select(record => (Action: StorableText.Of(record.Action), Outcome: StorableText.Of(record.Outcome), Type: StorableText.Of(record.Secret?.Type ?? "")))
            .Distinct()
            .Order()
            .ToList();
        return transaction.ExecuteAsync(
            "insert into audit_kind (action, outcome, secret_type) select * from unnest(@actions, @outcomes, @types) on conflict do nothing",
            new
            {
                actions = kinds.Select(kind => kind.Action).ToArray(),
                outcomes = kinds.Select(kind => kind.Outcome).ToArray(),
                types = kinds.Select(kind => kind.Type).ToArray(),
            });
    }
}
