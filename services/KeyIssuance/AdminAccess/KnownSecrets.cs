namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Which tenants and secrets there are, for calls that answer by it alone.</summary>
internal sealed class KnownSecrets(Database database)
{
    public Task<bool> HasTenantAsync(Guid tenantId, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.ScalarAsync<bool>("select exists (select from tenant where tenant_id = @tenantId)", new { tenantId }), cancellationToken);

    public Task<bool> HasAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.ScalarAsync<bool>(
            "select exists (select from secret where tenant_id = @TenantId and type = @Type and name = @Name and deleted_at is null)", secret),
        cancellationToken);
}
