namespace PenguinMails.Audit.Ledger;

/// <summary>The catalog of combinations of action, outcome and secret type that occur in the ledger, each stored once.</summary>
internal static class ActionCatalog
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
