namespace PenguinMails.AdminQuery.Projection;

/// <summary>How current the projection is.</summary>
internal sealed class ProjectionState(Database database, TimeProvider time)
{
    /// <summary>One report is applied after another, over all instances.</summary>
    public static Task LockAsync(DatabaseTransaction transaction) => transaction.ExecuteAsync("select from feed for update");

    public Task<Currency> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(ReadAsync, cancellationToken);

    public async Task<Currency> ReadAsync(DatabaseTransaction read)
    {
        var row = (await read.QuerySingleOrDefaultAsync<FeedRow>(
            "select as_of, missing_since, is_whole, exists (select from rebuild where state = 'running') as is_rebuilding from feed"))!;
        return new Currency(row.AsOf, time.GetUtcNow(), row.IsRebuilding, row.IsWhole, row.MissingSince);
    }

    private sealed class FeedRow
    {
        public DateTimeOffset? AsOf { get; init; }
        public DateTimeOffset? MissingSince { get; init; }
        public bool IsRebuilding { get; init; }
        public bool IsWhole { get; init; }
    }
}

/// <summary>How current an answer is.</summary>
/// <param name="AsOf">Every change of before that time is in it, UTC; null when nothing was reported yet.</param>
/// <param name="Now">The time of the answer.</param>
/// <param name="IsRebuilding">Whether all tenants are being reported anew; until that has ended, some may be old, or missing if it is the first time.</param>
/// <param name="IsWhole">Whether a tenant that is not in it does not exist.</param>
/// <param name="MissingSince">Since when a report is known to be missing; null while none is. AsOf stands until it has come, or a rebuild has told what it said.</param>
internal sealed record Currency(DateTimeOffset? AsOf, DateTimeOffset Now, bool IsRebuilding, bool IsWhole, DateTimeOffset? MissingSince)
{
    public double? BehindSeconds => AsOf is { } asOf ? Math.Max(0, Math.Round((Now - asOf).TotalSeconds, 3)) : null;
}
