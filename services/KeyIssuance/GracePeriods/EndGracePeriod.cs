namespace PenguinMails.KeyIssuance.GracePeriods;

/// <summary>
/// Ends the grace period of every replaced version of a secret before its time. The operation that it starts retires the oldest
/// of them; <c>OverdueRetirements</c> retires the others one after another.
/// </summary>
public sealed class EndGracePeriod(OperationRequests operations, SecretTypeCatalog types, AuditTrail trail, TimeProvider time)
{
    /// <param name="transaction">Holds the new ends, the operation and their records.</param>
    /// <param name="trigger">tenant or admin.</param>
    /// <param name="reason">Kept in history and audit.</param>
    public async Task<StartOutcome> EndAsync(
        DatabaseTransaction transaction, SecretReference secret, AuditActor actor, string trigger, string? reason)
    {
        var secretId = await transaction.ScalarAsync<Guid?>(
            "select secret_id from secret where tenant_id = @TenantId and type = @Type and name = @Name for update", secret);
        var retiring = secretId is { } known
            ? (await SecretVersions.AllAsync(transaction, known)).Where(version => version.Is(VersionState.Retiring)).ToArray()
            : [];
        var outcome = await operations.StartAsync(
            transaction,
            new StartOperation(secret, OperationKind.Retire, actor, Triggers.Manual, trigger, reason, GracePeriod: null)
            {
                VersionId = retiring.FirstOrDefault()?.VersionId,
            });
        if (outcome is not StartOutcome.Started started)
        {
            return outcome;
        }

        var now = time.GetUtcNow();
        foreach (var version in retiring)
        {
            await SecretVersions.EndGraceAsync(transaction, version.VersionId, now);
            await trail.RecordAsync(transaction, actor, new AuditEntry($"{types.AuditPrefixOf(secret.Type)}.end_grace", AuditOutcomes.Success)
            {
                Secret = secret,
                VersionId = version.VersionId,
                CorrelationId = started.OperationId,
                Reason = reason,
                Details = version.Describe(("trigger", trigger), ("graceWouldHaveEndedAt", $"{version.GraceEndsAt:O}")),
            });
        }

        return outcome;
    }
}
