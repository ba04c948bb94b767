using System.Security.Cryptography;
using System.Text;
using PenguinMails.Audit.Alerts;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Judges reads of material: explained, or an alert. Verdict and alert are one transaction, so each read is judged once.</summary>
internal sealed class AccessJudge(Database database, AlertTable alerts, Explanations explanations, TimeProvider time, ILogger<AccessJudge> log)
{
    public const string Kind = "audit.unexplained_vault_access";
    private const string Explained = "explained";
    private const string Unexplained = "unexplained";
    private const int AtOnce = 100;

    /// <summary>Judges some of what is due; false when nothing more is.</summary>
    public Task<bool> JudgeAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var now = time.GetUtcNow();
            var due = await AccessTable.TakeDueAsync(transaction, now, AtOnce);
            foreach (var access in due)
            {
                var verdict = await explanations.ExistAsync(transaction, access) ? Explained : Unexplained;
                await AccessTable.JudgeAsync(transaction, access.RecordId, verdict, now);
                if (verdict == Unexplained)
                {
                    await alerts.RaiseAsync(transaction, AlertOf(access, now));
                    Log.Unexplained(log, access.RecordId);
                }

                AccessTelemetry.Read(verdict);
            }

            return due.Count == AtOnce;
        },
        cancellationToken);

    public Task ForgetAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await AccessTable.ForgetAsync(transaction, time.GetUtcNow());
            await WrapTable.ForgetAsync(transaction, time.GetUtcNow());
        },
        cancellationToken);

    private static AlertRaised AlertOf(DueAccess access, DateTimeOffset now) => new(
        Guid.CreateVersion7(now),
        Kind,
        AlertSeverities.Critical,
        $"{Kind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(access.Incident)))}",
        access.TenantId,
        access is { TenantId: { } tenant, SecretType: { } type, SecretName: { } name } ? new SecretReference(tenant, type, name) : null,
        $"{access.Reader} {(access.IsUnwrap ? "unwrapped" : "read")} {access.Path} in Vault at {LedgerTime.Write(access.OccurredAt)}"
            + $"{(access.RemoteAddress is { } from ? $" from {from}" : "")}, and nothing that the platform recorded explains it.",
        $"Revoke that token by its accessor, then rotate the secret; record {access.RecordId} of the chain 'vault' has Vault's request id.",
        TraceId: null,
        now);
}
