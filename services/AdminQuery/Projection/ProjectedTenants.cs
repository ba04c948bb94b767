namespace PenguinMails.AdminQuery.Projection;

/// <summary>Writes what a report says. A tenant's row changes only for a higher number than it has.</summary>
internal static class ProjectedTenants
{
    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task ApplyAsync(DatabaseTransaction transaction, TenantStatesReported report)
    {
        if (report.Tenants.Count == 0)
        {
            return;
        }

        var newer = await transaction.QueryAsync<Guid>(TenantSql, new { tenants = Json(report.Tenants.Select(tenant => TenantRow.Of(tenant, report.Number))) });
        if (newer.Count > 0)
        {
            var secrets = Json(report.Tenants.SelectMany(tenant => tenant.Secrets.Select(secret => SecretRow.Of(tenant.TenantId, secret))));
            await transaction.ExecuteAsync(SecretsSql, new { newer = newer.ToArray(), secrets });
            var keys = Json(report.Tenants.SelectMany(tenant => (tenant.ApiKeys ?? []).Select(key => ApiKeyRow.Of(tenant.TenantId, key))));
            await transaction.ExecuteAsync(KeysSql, new { newer = newer.ToArray(), keys });
        }
    }

    private static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, Columns);

    private const string TenantSql =
        """
        insert into tenant select * from jsonb_populate_recordset(null::tenant, @tenants::jsonb)
        on conflict (tenant_id) do update set
            version = excluded.version, name = excluded.name, search_text = excluded.search_text, address = excluded.address,
            address_key = excluded.address_key, port = excluded.port, is_server_lost = excluded.is_server_lost,
            server_lost_at = excluded.server_lost_at,
            unreachable_since = excluded.unreachable_since, last_rotation = excluded.last_rotation, next_rotation = excluded.next_rotation,
            red_from = excluded.red_from, yellow_from = excluded.yellow_from
        where tenant.version < excluded.version
        returning tenant_id
        """;

    private const string KeysSql =
        """
        delete from api_key where tenant_id = any(@newer);
        insert into api_key select * from jsonb_populate_recordset(null::api_key, @keys::jsonb) where tenant_id = any(@newer);
        -- For the filter by type. Keys have no status of a secret.
        insert into tenant_type (tenant_id, type, secrets, first_due, any_revoked, any_live)
        select tenant_id, 'api-key', count(*), null, false, false from api_key where tenant_id = any(@newer) group by tenant_id;
        """;

    private const string SecretsSql =
        """
        delete from secret where tenant_id = any(@newer);
        delete from tenant_type where tenant_id = any(@newer);
        insert into secret select * from jsonb_populate_recordset(null::secret, @secrets::jsonb) where tenant_id = any(@newer);
        insert into tenant_type (tenant_id, type, secrets, first_due, any_revoked, any_live)
        select tenant_id, type, count(*), min(next_rotation), bool_or(status = 'revoked'), bool_or(has_current or status = 'revocation_pending')
        from secret where tenant_id = any(@newer) group by tenant_id, type;
        """;
}
