using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Finds the records of the platform's own chain that explain a read in Vault.</summary>
internal sealed class ExplainingRecords(IOptions<VaultTrailOptions> options)
{
    /// <summary>Names of the keys that give access to a tenant's server; every operation on one of its accounts reads them.</summary>
    private static readonly string[] ServerAccessKeys = ["admin", "bootstrap"];

    /// <summary>
    /// What begins with an intent and ends with a record of the same action and correlation id, however long after (ADR 18).
    /// </summary>
    private static readonly string[] Operations = ["enroll", "issue", "rotate", "retire", "revoke", "regenerate", "abandon", "repair", "delete"];

    public async Task<bool> ExistAsync(DatabaseTransaction transaction, DueAccess access) =>
        access is { IsExpected: true, TenantId: not null }
        && (await HasRecordInWindowAsync(transaction, access) || (!access.IsUnwrap && await IsOperationRunningAsync(transaction, access)));

    /// <summary>Only downloads unwrap, and downloads read in no other way. A view reads nothing in Vault.</summary>
    private Task<bool> HasRecordInWindowAsync(DatabaseTransaction transaction, DueAccess access) => transaction.ScalarAsync<bool>(
        """
        select exists (
            select from audit_record
            where chain = @chain and service = @Reader and tenant_id = @TenantId and outcome <> 'refused'
              and secret_type = @SecretType and (secret_name = @SecretName or @isServerAccessKey)
              and (action like '%.download') = @IsUnwrap and action not like '%.view'
              and occurred_at between @from and @to and recorded_at >= @earliest)
        """,
        Parameters(access));

    private Task<bool> IsOperationRunningAsync(DatabaseTransaction transaction, DueAccess access) => transaction.ScalarAsync<bool>(
        """
        select exists (
            select from audit_record o
            where o.chain = @chain and o.service = @Reader and o.tenant_id = @TenantId and o.outcome = 'intent'
              and o.secret_type = @SecretType and (o.secret_name = @SecretName or @isServerAccessKey)
              and split_part(o.action, '.', 2) = any(@Operations) and o.occurred_at <= @to
              and not exists (
                  select from audit_record e
                  where e.chain = @chain and e.tenant_id = @TenantId and e.correlation_id = o.correlation_id and e.action = o.action
                    and e.outcome in ('success', 'failed') and e.occurred_at < @from and e.recorded_at >= o.recorded_at - @ClockTolerance))
        """,
        Parameters(access));

    private object Parameters(DueAccess access) => new
    {
        chain = LedgerChains.Platform,
        options.Value.Reader,
        access.TenantId,
        access.SecretType,
        access.SecretName,
        access.IsUnwrap,
        isServerAccessKey = access.SecretType == Contracts.SecretTypes.Ssh && ServerAccessKeys.Contains(access.SecretName),
        Operations,
        from = access.OccurredAt - options.Value.ExplanationWindow,
        to = access.OccurredAt + options.Value.ExplanationWindow,
        earliest = access.OccurredAt - options.Value.ExplanationWindow - LedgerAppend.ClockTolerance,
        LedgerAppend.ClockTolerance,
    };
}
