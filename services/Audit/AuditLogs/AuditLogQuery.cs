using System.Text;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>Reads pages of the ledger, newest first.</summary>
internal sealed class AuditLogQuery(Database database)
{
    public Task<PageOf<AuditLogEntry>> FindAsync(AuditLogFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var where = Where(filter);
            var parameters = new
            {
                filter.TenantId,
                filter.SecretType,
                filter.Action,
                filter.User,
                filter.From,
                filter.To,
                filter.Outcome,
                filter.Page.Size,
                filter.Page.Offset,
                Page.Reach,
            };
            var items = await connection.QueryAsync<AuditLogEntry>(
                $"""
                select sequence as Sequence, occurred_at as Timestamp, action as Action, tenant_id as TenantId, user_name as User,
                       role as Role, secret_type as SecretType, secret_name as SecretName, ip_address as IpAddress, outcome as Outcome,
                       reason as Reason, code as Code, trace_id as TraceId, encode(hash, 'hex') as Hash
                from audit_record where {where} order by sequence desc limit @Size offset @Offset
                """,
                parameters);
            var total = await connection.ScalarAsync<int>(
                $"select count(*) from (select from audit_record where {where} limit @Reach) as matching", parameters);
            return new PageOf<AuditLogEntry>(items, filter.Page.Number, filter.Page.Size, total);
        },
        cancellationToken);

    // Only the filters that are set, so that the planner can choose an index for them.
    private static string Where(AuditLogFilter filter)
    {
        var where = new StringBuilder("chain = 'platform'");
        _ = filter.TenantId is null ? where : where.Append(" and tenant_id = @TenantId");
        _ = filter.SecretType is null ? where : where.Append(" and secret_type = @SecretType");
        _ = filter.Action is null ? where : where.Append(" and action = @Action");
        _ = filter.User is null ? where : where.Append(" and lower(user_name) = lower(@User)");
        _ = filter.From is null ? where : where.Append(" and occurred_at >= @From");
        _ = filter.To is null ? where : where.Append(" and occurred_at < @To");
        _ = filter.Outcome is null ? where : where.Append(" and outcome = @Outcome");
        return where.ToString();
    }
}
