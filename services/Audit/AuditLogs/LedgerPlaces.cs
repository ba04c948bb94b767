using Dapper;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>Where the records that are asked for stand, as far as a short look tells. Null: in too many places to list, or anywhere.</summary>
/// <param name="Kinds">The kinds of record that match.</param>
/// <param name="Reasons">The records that match and whose reasons hold the words.</param>
/// <param name="Paths">The paths that hold the words.</param>
internal sealed record LedgerPlaces(
    IReadOnlyList<LedgerPlaces.Kind>? Kinds = null, IReadOnlyList<LedgerPlaces.ReasonKey>? Reasons = null, long[]? Paths = null)
{
    private const int FewKinds = 100;
    private const int Few = 1000;

    public static async Task<LedgerPlaces> FindAsync(DatabaseTransaction connection, LedgerConditions conditions)
    {
        var kinds = conditions.OfKinds is { } ofKinds
            ? await FewAsync<Kind>("action as Action, outcome as Outcome, secret_type as SecretType from audit_kind r", ofKinds, FewKinds)
            : null;
        if (!conditions.HasWords)
        {
            return new LedgerPlaces(kinds);
        }

        var reasons = await FewAsync<ReasonKey>("sequence as Sequence, recorded_at as RecordedAt from audit_reason s", conditions.OfFewReasons, Few);
        var paths = await FewAsync<long>("path_id from audit_path p", conditions.OfPaths, Few);
        return new LedgerPlaces(kinds, reasons, paths?.ToArray());

        async Task<IReadOnlyList<T>?> FewAsync<T>(string columns, string condition, int few)
        {
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("Limit", few + 1);
            var found = await connection.QueryAsync<T>($"select {columns} where {condition} limit @Limit", parameters);
            return found.Count > few ? null : found;
        }
    }

    /// <summary>What was done to which type of secret, and how it ended.</summary>
    internal sealed class Kind
    {
        public string Action { get; init; } = "";
        public string Outcome { get; init; } = "";

        /// <summary>Empty: of no secret.</summary>
        public string SecretType { get; init; } = "";
    }

    /// <summary>A record's key.</summary>
    internal sealed class ReasonKey
    {
        public long Sequence { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
    }
}
