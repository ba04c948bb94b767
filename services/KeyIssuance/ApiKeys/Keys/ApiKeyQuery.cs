namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>Reads a tenant's keys.</summary>
internal sealed class ApiKeyQuery(Database database, TimeProvider time)
{
    /// <returns>The newest first, ended ones among them.</returns>
    public Task<PageOf<ApiKey>> ListAsync(Guid tenantId, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var rows = await page.ReadAsync<ApiKeyRow>(
                read, ApiKeyRow.Columns, "api_key k where tenant_id = @tenantId", "created_at desc, key_id desc", new { tenantId });
            var now = time.GetUtcNow();
            return rows.Select(row => row.ToView(now));
        },
        cancellationToken);
}
