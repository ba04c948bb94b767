using Dapper;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>Reads pages of the ledger, newest first.</summary>
internal sealed class AuditLogQuery(Database database)
{
    /// <summary>Matches of a search are counted up to here.</summary>
    public const int SearchReach = 10_000;

    /// <summary>What an entry shows, of a record <c>r</c> with its <c>o</c>rigin and rea<c>s</c>on (<see cref="Apart"/>).</summary>
    public const string Columns =
        """
        r.sequence as Sequence, r.occurred_at as Timestamp, r.service as Service, r.action as Action, r.tenant_id as TenantId,
        coalesce(o.user_name, r.legacy_user_name, '(erased)') as User, r.role as Role, r.user_id as UserId, r.session_id as SessionId,
        r.secret_type as SecretType, r.secret_name as SecretName, r.version_id as VersionId, p.path as Path,
        coalesce(o.ip_address, r.legacy_ip_address) as IpAddress, r.outcome as Outcome, coalesce(s.reason, r.legacy_reason) as Reason,
        r.code as Code, r.correlation_id as CorrelationId, r.trace_id as TraceId, encode(r.hash, 'hex') as Hash
        """;

    public const string Apart =
        """
        left join audit_origin o on o.origin_id = r.origin_id
        left join audit_path p on p.path_id = r.path_id
        left join audit_reason s on s.chain = r.chain and s.sequence = r.sequence
        """;

    public Task<AuditLogPage> FindAsync(AuditLogFilter filter, AuditLogPosition position, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var selection = new LedgerSelection(filter, position.Before, await WordPlaces.FindAsync(connection, filter, position.Before));
            var (page, keys, reach) = (position.Page, new DynamicParameters(selection.Parameters), filter.Search is null ? Page.Reach : SearchReach);
            keys.Add("Offset", page.Offset);
            keys.Add("Until", page.Offset + page.Size + 1);
            keys.Add("Size", page.Size + 1);
            keys.Add("Reach", reach);
            var items = await connection.QueryAsync<AuditLogEntry>(
                $"""
                with key as (select * from {selection.NewestKeys("@Until")} as found order by recorded_at desc, sequence desc offset @Offset limit @Size)
                select {Columns} from key join audit_record r on r.chain = @Chain and r.sequence = key.sequence and r.recorded_at = key.recorded_at
                {Apart} order by r.recorded_at desc, r.sequence desc
                """,
                keys);
            var isLastPage = items.Count <= page.Size && (items.Count > 0 || page.Offset == 0);
            // The last page tells how many there are: what took long to find is not looked for twice.
            var total = isLastPage
                ? Math.Min(page.Offset + items.Count, reach)
                : await connection.ScalarAsync<int>($"select count(*) from {selection.NewestKeys("@Reach")} as matching", keys);
            return items.Count > page.Size
                ? new AuditLogPage([.. items.Take(page.Size)], page.Number, page.Size, total, items[page.Size - 1].Sequence)
                : new AuditLogPage(items, page.Number, page.Size, total, Next: null);
        },
        cancellationToken);
}
