namespace PenguinMails.Audit.AuditLogs;

/// <summary>Reads pages of the ledger, newest first.</summary>
internal sealed class AuditLogQuery(Database database)
{
    /// <summary>Matches of a search are counted up to here.</summary>
    public const int SearchReach = 10_000;

    /// <summary>What an entry shows, of a record <c>r</c> with its <c>o</c>rigin, whom it was done on <c>b</c>ehalf of, and rea<c>s</c>on (<see cref="Apart"/>).</summary>
    public const string Columns =
        """
        r.sequence, r.occurred_at as Timestamp, r.service, r.action, r.tenant_id, coalesce(o.user_name, r.legacy_user_name, '(erased)') as User,
        r.role, r.user_id, r.session_id, r.secret_type, r.secret_name, r.version_id, p.path,
        coalesce(o.ip_address, r.legacy_ip_address) as IpAddress, r.outcome, coalesce(s.reason, r.legacy_reason) as Reason,
        case when r.behalf_origin_id is not null then coalesce(b.user_name, '(erased)') end as OnBehalfOf, r.campaign_id,
        r.code, r.correlation_id, r.trace_id, encode(r.hash, 'hex') as Hash, r.body
        """;

    public const string Apart =
        """
        left join audit_origin o on o.origin_id = r.origin_id
        left join audit_origin b on b.origin_id = r.behalf_origin_id
        left join audit_path p on p.path_id = r.path_id
        left join audit_reason s on s.chain = r.chain and s.sequence = r.sequence
        """;

    /// <summary>Whether any record is about the secret; its records stay when it is gone.</summary>
    public Task<bool> IsKnownAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ScalarAsync<bool>(
            "select exists (select from audit_path where path = @path)", new { path = PendingRecord.PathOf(secret.Type, secret.TenantId, secret.Name) }),
        cancellationToken);

    public Task<AuditLogPage> FindAsync(AuditLogFilter filter, AuditLogPosition position, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var conditions = new LedgerConditions(filter, position.Before);
            var selection = new LedgerSelection(conditions, await NarrowingQueries.FindAsync(connection, conditions));
            var (page, keys, reach) = (position.Page, selection.Parameters, filter.Search is null ? Page.Reach : SearchReach);
            keys.Add("Offset", page.Offset);
            keys.Add("Size", page.Size + 1);
            // Found once, shown and counted: what takes long to find is not looked for twice.
            keys.Add("Reach", Math.Max(reach, page.Offset + page.Size + 1));
            var found = (await connection.QuerySingleOrDefaultAsync<Found>(
                $"""
                with found as materialized (select * from {selection.NewestKeys("@Reach")} as newest),
                     shown as (select * from found order by recorded_at desc, sequence desc offset @Offset limit @Size)
                select (select count(*) from found) as Total,
                       array(select sequence from shown) as Sequences, array(select recorded_at from shown) as Times
                """,
                keys))!;
            var items = await connection.QueryAsync<AuditLogEntry>(
                $"""
                select {Columns} from unnest(@Sequences, @Times) as key(sequence, recorded_at)
                join audit_record r on r.chain = @Chain and r.sequence = key.sequence and r.recorded_at = key.recorded_at
                {Apart} order by r.recorded_at desc, r.sequence desc
                """,
                new { filter.Chain, found.Sequences, found.Times });
            var total = Math.Min(found.Total, reach);
            return items.Count > page.Size
                ? new AuditLogPage([.. items.Take(page.Size)], page.Number, page.Size, total, items[page.Size - 1].Sequence)
                : new AuditLogPage(items, page.Number, page.Size, total, Next: null);
        },
        cancellationToken);

    private sealed class Found
    {
        public int Total { get; init; }
        public long[] Sequences { get; init; } = [];
        public DateTime[] Times { get; init; } = [];
    }
}
