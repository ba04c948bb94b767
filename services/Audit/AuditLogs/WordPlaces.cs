using System.Text.Json.Nodes;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>Where the searched words stand.</summary>
/// <param name="Reasons">The records whose reasons hold them; null: they are many, so a look through the newest finds them.</param>
/// <param name="Paths">The paths that hold them; null: they are many.</param>
/// <param name="AreRecordsFewer">Fewer records match all else that is asked for than reasons hold the words.</param>
internal sealed record WordPlaces(IReadOnlyList<WordPlaces.ReasonKey>? Reasons, long[]? Paths, bool AreRecordsFewer = false)
{
    private const int Few = 1000;

    /// <summary>Null when nothing is searched.</summary>
    public static async Task<WordPlaces?> FindAsync(DatabaseTransaction connection, AuditLogFilter filter, long? before)
    {
        if (filter.Search is null)
        {
            return null;
        }

        var parameters = new { filter.Chain, filter.Search, limit = Few + 1 };
        var reasons = await connection.QueryAsync<ReasonKey>(
            $"""
            select sequence as Sequence, recorded_at as RecordedAt from audit_reason
            where chain = @Chain and document @@ {LedgerSelection.Words} limit @limit
            """,
            parameters);
        var paths = await connection.QueryAsync<long>($"select path_id from audit_path where document @@ {LedgerSelection.Words} limit @limit", parameters);
        return new WordPlaces(
            reasons.Count > Few ? null : reasons,
            paths.Count > Few ? null : [.. paths],
            reasons.Count > Few && await AreRecordsFewerAsync(connection, new LedgerSelection(filter, before)));
    }

    private static async Task<bool> AreRecordsFewerAsync(DatabaseTransaction connection, LedgerSelection selection)
    {
        var (records, reasons) = selection.Candidates();
        return await EstimateAsync(connection, records, selection) < await EstimateAsync(connection, reasons, selection);
    }

    /// <summary>How many rows the planner expects; it counts none of them.</summary>
    private static async Task<double> EstimateAsync(DatabaseTransaction connection, string from, LedgerSelection selection) =>
        (double)JsonNode.Parse((await connection.ScalarAsync<string>($"explain (format json) select from {from}", selection.Parameters))!)![0]!["Plan"]!["Plan Rows"]!;

    /// <summary>A record's key.</summary>
    internal sealed class ReasonKey
    {
        public long Sequence { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
    }
}
