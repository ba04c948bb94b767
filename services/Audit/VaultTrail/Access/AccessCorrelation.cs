using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>
/// Correlates reads of material in Vault with the platform's records. An unexplained read raises an alert. Verdict and alert are one
/// transaction, so each read gets exactly one verdict.
/// </summary>
internal sealed class AccessCorrelation(Database database, AlertTable alerts, ExplainingRecords explaining, TimeProvider time, ILogger<AccessCorrelation> log)
{
    public const string Kind = "audit.unexplained_vault_access";
    private const string Explained = "explained";
    private const string Unexplained = "unexplained";
    private const int BatchSize = 100;

    /// <summary>Correlates one batch of due reads.</summary>
    /// <returns>Whether more reads may be due.</returns>
    public Task<bool> CorrelateAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var now = time.GetUtcNow();
            var due = await AccessTable.ClaimDueAsync(transaction, now, BatchSize);
            foreach (var access in due)
            {
                var verdict = await explaining.ExistAsync(transaction, access) ? Explained : Unexplained;
                await AccessTable.CorrelateAsync(transaction, access.RecordId, verdict, now);
                if (verdict == Unexplained)
                {
                    await alerts.RaiseAsync(transaction, AlertOf(access, now));
                    Log.Unexplained(log, access.RecordId);
                }

                AccessTelemetry.Read(verdict);
            }

            return due.Count == BatchSize;
        },
        cancellationToken);

    public Task DeleteExpiredAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await AccessTable.DeleteExpiredAsync(transaction, time.GetUtcNow());
            await WrapTable.DeleteExpiredAsync(transaction, time.GetUtcNow());
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
