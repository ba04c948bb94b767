namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Tells a tenant that an operation waits for something that is theirs to do, once, and ends the alert when it waits no more.</summary>
internal sealed class TenantWaits(TimeProvider time)
{
    /// <param name="transaction">The step's.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="kind">The alert's kind while it waits for the tenant; null when it does not.</param>
    /// <param name="detail">What is missing, one sentence.</param>
    public async Task SeeAsync(DatabaseTransaction transaction, Operation operation, string? kind, string detail = "")
    {
        if (!operation.Type.Descriptor.WaitsForTenant)
        {
            return;
        }

        if (kind is null)
        {
            await EndAsync(transaction, operation);
        }
        else if (await transaction.ExecuteAsync(
            "insert into tenant_wait (secret_id, kind) values (@SecretId, @kind) on conflict do nothing", new { operation.Row.SecretId, kind }) > 0)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(time.GetUtcNow()),
                kind,
                AlertSeverities.Warning,
                KeyOf(kind, operation),
                operation.Secret.TenantId,
                operation.Secret,
                $"{operation.Row.Kind} of {operation.Secret} waits for its tenant: {detail}",
                "The tenant was told. It goes on by itself when they have done their part.",
                Activity.Current?.TraceId.ToHexString(),
                time.GetUtcNow()));
        }
    }

    /// <summary>Also after another operation has taken its place.</summary>
    private async Task EndAsync(DatabaseTransaction transaction, Operation operation)
    {
        if (await transaction.QuerySingleOrDefaultAsync<string>("delete from tenant_wait where secret_id = @SecretId returning kind", operation.Row) is { } kind)
        {
            await transaction.PublishAsync(new AlertEnded(KeyOf(kind, operation), "Nothing of it waits for the tenant any more.", time.GetUtcNow()));
        }
    }

    private static string KeyOf(string kind, Operation operation) => $"{kind}:{operation.Row.SecretId}";
}
