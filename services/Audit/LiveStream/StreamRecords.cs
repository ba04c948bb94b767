using Dapper;

namespace PenguinMails.Audit.LiveStream;

/// <summary>Reads what was appended after a record, oldest first.</summary>
internal sealed class StreamRecords(Database database)
{
    public const int PageSize = 500;

    /// <summary>Of a replay: each listener holds a page of its own while it reads it.</summary>
    public const int ReplayPageSize = 50;

    public Task<long> HeadAsync(string chain, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ScalarAsync<long>("select last_sequence from audit_chain where chain = @chain", new { chain }), cancellationToken);

    /// <returns>At most <paramref name="pageSize"/> entries.</returns>
    public Task<IReadOnlyList<AuditLogEntry>> ReadAsync(AuditLogFilter filter, long after, long until, int pageSize, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var conditions = new LedgerConditions(filter);
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("After", after);
            parameters.Add("Until", until);
            parameters.Add("PageSize", pageSize);
            return connection.QueryAsync<AuditLogEntry>(
                $"""
                select {AuditLogQuery.Columns} from audit_record r {AuditLogQuery.Apart}
                where {conditions.OfRecords} and r.sequence > @After and r.sequence <= @Until order by r.sequence limit @PageSize
                """,
                parameters);
        },
        cancellationToken);
}
