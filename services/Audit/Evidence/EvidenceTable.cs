namespace PenguinMails.Audit.Evidence;

/// <summary>When evidence last came, and which silences are known. Times are the database's, which all instances share.</summary>
internal static class EvidenceTable
{
    /// <summary>Only one instance judges at a time.</summary>
    private const long WatchLock = 0x65766964656E6365; // "evidence"

    /// <summary>Notes that evidence came now.</summary>
    /// <param name="silence">An interruption of this length begins a new steady time.</param>
    public static Task SeenAsync(this DatabaseTransaction transaction, string source, TimeSpan silence) => transaction.ExecuteAsync(
        """
        insert into evidence as known (source, seen_at) values (@source, now())
        on conflict (source) do update set
            seen_at = now(),
            steady_since = case when known.seen_at > now() - @silence then known.steady_since else now() end
        """,
        new { source, silence });

    /// <summary>Notes what a service says of its periodic work.</summary>
    /// <param name="late">What is late.</param>
    /// <param name="notKnown">What it cannot judge: what it said before stands.</param>
    public static async Task LateAsync(this DatabaseTransaction transaction, string service, IReadOnlyList<LateWork> late, IEnumerable<string> notKnown)
    {
        var works = late.ToDictionary(work => EvidenceSources.Work(service, work.Work), StringComparer.Ordinal);
        await transaction.ExecuteAsync(
            "update evidence set late_since = null, seen_at = now() where source like @prefix || '%' and source <> all(@sources)",
            new { prefix = EvidenceSources.Work(service, ""), sources = works.Keys.Concat(notKnown.Select(work => EvidenceSources.Work(service, work))).ToArray() });
        foreach (var (source, work) in works)
        {
            await transaction.ExecuteAsync(
                """
                insert into evidence (source, late_since) values (@source, @DueAt) on conflict (source) do update set late_since = excluded.late_since
                """,
                new { source, work.DueAt });
        }
    }

    /// <summary>Notes that evidence must come, from now on.</summary>
    public static Task ExpectAsync(this DatabaseTransaction transaction, string source) =>
        transaction.ExecuteAsync("insert into evidence (source) values (@source) on conflict do nothing", new { source });

    public static Task<bool> TryLockWatchAsync(this DatabaseTransaction transaction) =>
        transaction.ScalarAsync<bool>("select pg_try_advisory_xact_lock(@WatchLock)", new { WatchLock });

    public static async Task<IReadOnlyDictionary<string, EvidenceRow>> ReadEvidenceAsync(this DatabaseTransaction transaction) =>
        (await transaction.QueryAsync<EvidenceRow>(
            "select source, expected_since, seen_at, steady_since, silent_since, raised_at, alert_id, late_since, said from evidence"))
        .ToDictionary(row => row.Source, StringComparer.Ordinal);

    public static Task SilentAsync(this DatabaseTransaction transaction, string source, DateTimeOffset since, Guid alertId, string said) => transaction.ExecuteAsync(
        """
        insert into evidence as known (source, silent_since, raised_at, alert_id, said) values (@source, @since, now(), @alertId, @said)
        on conflict (source) do update set silent_since = coalesce(known.silent_since, @since), raised_at = now(), alert_id = @alertId, said = @said
        """,
        new { source, since, alertId, said });

    public static Task HeardAgainAsync(this DatabaseTransaction transaction, string source) => transaction.ExecuteAsync(
        "update evidence set silent_since = null, raised_at = null, alert_id = null, said = null where source = @source", new { source });
}

/// <summary>What is known of one kind of evidence.</summary>
internal sealed record EvidenceRow(
    string Source, DateTimeOffset ExpectedSince, DateTimeOffset? SeenAt, DateTimeOffset SteadySince, DateTimeOffset? SilentSince, DateTimeOffset? RaisedAt, Guid? AlertId,
    DateTimeOffset? LateSince = null, string? Said = null);
