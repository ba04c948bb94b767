using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;

/// <summary>Looks at each key's record when it is due: a live one for as long as it lives, an ended one until it is out of the zone.</summary>
internal sealed class RecordWatch(
    Database database, RecordUpkeep upkeep, MigrationsDone migrations, IOptions<DkimOptions> options, TimeProvider time, ILogger<RecordWatch> log)
    : DatabaseWorker(migrations, time, log)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var due = await database.InTransactionAsync(ClaimAsync, stoppingToken);
        await Task.WhenAll(due.Select(record => upkeep.RunAsync(record, stoppingToken)));
        return due.Count == AtOnce ? NextRun.Now : NextRun.After(Poll);
    }

    /// <summary>Takes what is due by moving its next look: an instance that dies leaves it to that one.</summary>
    private Task<IReadOnlyList<WatchedRecord>> ClaimAsync(DatabaseTransaction transaction) => transaction.QueryAsync<WatchedRecord>(
        """
        with due as (
            select version_id, selector from dkim_record where look_at <= @now order by look_at limit @AtOnce for update skip locked)
        update dkim_record r set look_at = @now + @Interval
        from due, secret_version v, secret s
        where r.version_id = due.version_id and r.selector = due.selector and v.version_id = r.version_id and s.secret_id = v.secret_id
        returning r.version_id as "VersionId", r.selector as "Selector", s.tenant_id as "TenantId", s.secret_id as "SecretId", s.name as "Domain",
                  v.state as "State", v.public_data::text as "PublicDataJson", r.wanted as "WantedName", r.written_at as "WrittenAt",
                  r.has_signed as "HasSigned", r.observed as "Observed", r.remove_at as "RemoveAt", r.alerted as "Alerted", r.complete_since as "CompleteSince"
        """,
        new { now = Time.GetUtcNow(), AtOnce, Interval = options.Value.WatchInterval * (0.9 + (RandomNumberGenerator.GetInt32(201) / 1000.0)) });
}

/// <summary>A record that is due, with what is known of its key.</summary>
internal sealed class WatchedRecord
{
    public Guid VersionId { get; init; }
    public required string Selector { get; init; }
    public Guid TenantId { get; init; }
    public Guid SecretId { get; init; }
    public required string Domain { get; init; }
    public required string State { get; init; }
    public required string PublicDataJson { get; init; }
    public required string WantedName { get; init; }
    public DateTimeOffset? WrittenAt { get; init; }
    public bool HasSigned { get; init; }
    public required string Observed { get; init; }
    public DateTimeOffset? RemoveAt { get; init; }
    public string? Alerted { get; init; }
    public DateTimeOffset? CompleteSince { get; init; }

    public WantedRecord Wanted => Enum.Parse<WantedRecord>(WantedName, ignoreCase: true);

    public SecretVersion Version => new() { VersionId = VersionId, State = State, PublicDataJson = PublicDataJson };

    public SecretReference Secret => new(TenantId, Contracts.SecretTypes.Dkim, Domain);
}
