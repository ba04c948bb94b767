using Dapper;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>
/// Bounded queries that narrow a search before the ledger itself is read. A list is null when it would exceed its limit or does not
/// restrict the search.
/// </summary>
/// <param name="Actions">The matching entries of the <see cref="Ledger.ActionCatalog"/>.</param>
/// <param name="Reasons">The matching records whose reasons contain the words.</param>
/// <param name="Paths">The paths that contain the words.</param>
internal sealed record NarrowingQueries(
    IReadOnlyList<NarrowingQueries.CatalogEntry>? Actions = null, IReadOnlyList<NarrowingQueries.ReasonKey>? Reasons = null, long[]? Paths = null)
{
    private const int MaxActions = 100;
    private const int MaxMatches = 1000;

    public static async Task<NarrowingQueries> FindAsync(DatabaseTransaction connection, LedgerConditions conditions)
    {
        var actions = conditions.OfActionCatalog is { } ofActions
            ? await FindUpToAsync<CatalogEntry>("action, outcome, secret_type from audit_kind r", ofActions, MaxActions)
            : null;
        if (!conditions.HasWords)
        {
            return new NarrowingQueries(actions);
        }

        var reasons = await FindUpToAsync<ReasonKey>("sequence, recorded_at from audit_reason s", conditions.OfFewReasons, MaxMatches);
        var paths = await FindUpToAsync<long>("path_id from audit_path p", conditions.OfPaths, MaxMatches);
        return new NarrowingQueries(actions, reasons, paths?.ToArray());

        async Task<IReadOnlyList<T>?> FindUpToAsync<T>(string columns, string condition, int limit)
        {
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("Limit", limit + 1);
            var found = await connection.QueryAsync<T>($"select {columns} where {condition} limit @Limit", parameters);
            return found.Count > limit ? null : found;
        }
    }

    /// <summary>One entry of the action catalog.</summary>
    /// <param name="SecretType">The type of secret; empty when the record is about no secret.</param>
    internal sealed record CatalogEntry(string Action, string Outcome, string SecretType);

    /// <summary>A record's key.</summary>
    internal sealed record ReasonKey(long Sequence, DateTimeOffset RecordedAt);
}
