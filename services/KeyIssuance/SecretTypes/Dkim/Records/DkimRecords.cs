using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;

/// <summary>What a key's record should be.</summary>
internal enum WantedRecord
{
    /// <summary>The key.</summary>
    Key,

    /// <summary>An empty <c>p=</c>: verifiers that remember the key soon learn that it has ended.</summary>
    Revoked,

    /// <summary>No record.</summary>
    Gone,
}

/// <summary>
/// The rows of keys' records. What is wanted only goes forward, from key to revoked to gone: a worker that comes too late cannot bring a
/// record back.
/// </summary>
internal sealed class DkimRecords(Database database, TimeProvider time)
{
    /// <summary>The row of a key, which begins now unless it is there.</summary>
    public Task<DkimRecordRow> BeginAsync(Guid versionId, string selector, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(
                "insert into dkim_record (version_id, selector) values (@versionId, @selector) on conflict do nothing", new { versionId, selector });
            return (await FindAsync(transaction, versionId, selector))!;
        },
        cancellationToken);

    /// <returns>Null when nothing of the key was ever to be published.</returns>
    public Task<DkimRecordRow?> FindAsync(Guid versionId, string selector, CancellationToken cancellationToken) =>
        database.ReadAsync(read => FindAsync(read, versionId, selector), cancellationToken);

    /// <summary>Moves what is wanted forward; a record that is removed later begins to wait for that.</summary>
    public Task<int> WantAsync(Guid versionId, string selector, WantedRecord wanted, DateTimeOffset? removeAt, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                update dkim_record set wanted = @wanted, remove_at = @removeAt, written_at = null, complete_since = null, look_at = @now
                where version_id = @versionId and selector = @selector and array_position(@order, wanted) < array_position(@order, @wanted)
                """,
                new { versionId, selector, wanted = DkimSettings.NameOf(wanted), removeAt, order = Order, now = time.GetUtcNow() }),
            cancellationToken);

    /// <summary>A record that may have signed mail stays for a while, and is then removed.</summary>
    public Task<int> RemoveLaterAsync(Guid versionId, string selector, DateTimeOffset removeAt, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "update dkim_record set remove_at = coalesce(remove_at, @removeAt), look_at = @now where version_id = @versionId and selector = @selector",
            new { versionId, selector, removeAt, now = time.GetUtcNow() }),
        cancellationToken);

    /// <summary>The platform has written it as it is wanted.</summary>
    public Task<int> WrittenAsync(Guid versionId, string selector, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "update dkim_record set written_at = coalesce(written_at, @now) where version_id = @versionId and selector = @selector",
            new { versionId, selector, now = time.GetUtcNow() }),
        cancellationToken);

    /// <summary>The domain's mail is signed with it from now on.</summary>
    public Task<int> SignsAsync(Guid versionId, string selector, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "update dkim_record set has_signed = true, look_at = @now where version_id = @versionId and selector = @selector",
            new { versionId, selector, now = time.GetUtcNow() }),
        cancellationToken);

    /// <summary>Keeps what was seen.</summary>
    /// <returns>The row as it is now.</returns>
    public Task<DkimRecordRow> ObservedAsync(Guid versionId, string selector, Observation seen, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await ObservedAsync(transaction, versionId, selector, seen, time.GetUtcNow());
            return (await FindAsync(transaction, versionId, selector))!;
        },
        cancellationToken);

    public static Task<int> ObservedAsync(DatabaseTransaction transaction, Guid versionId, string selector, Observation seen, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            update dkim_record set
                observed = @state, observed_value = @Value, observed_code = nullif(@Code, ''), observed_detail = nullif(@Detail, ''), observed_at = @now,
                complete_since = case when @state = 'matches' then coalesce(complete_since, @now) end,
                remember_until = case when @state = 'matches' and complete_since is null then @now + @Settles else remember_until end
            where version_id = @versionId and selector = @selector
            """,
            new { versionId, selector, state = DkimSettings.NameOf(seen.State), seen.Value, seen.Code, seen.Detail, seen.Settles, now });

    private static readonly string[] Order = [.. Enum.GetValues<WantedRecord>().Select(DkimSettings.NameOf)];

    private static Task<DkimRecordRow?> FindAsync(DatabaseTransaction transaction, Guid versionId, string selector) =>
        transaction.QuerySingleOrDefaultAsync<DkimRecordRow>(
            $"select {DkimRecordRow.Columns} from dkim_record r where r.version_id = @versionId and r.selector = @selector", new { versionId, selector });
}

/// <summary>The row of a key's record.</summary>
internal sealed class DkimRecordRow
{
    public const string Columns =
        """
        r.version_id as "VersionId", r.selector as "Selector", r.wanted as "WantedName", r.written_at as "WrittenAt", r.has_signed as "HasSigned",
        r.remember_until as "RememberUntil", r.observed as "Observed", r.observed_value as "ObservedValue", r.observed_code as "ObservedCode",
        r.observed_detail as "ObservedDetail", r.observed_at as "ObservedAt", r.complete_since as "CompleteSince", r.remove_at as "RemoveAt", r.alerted as "Alerted"
        """;

    public Guid VersionId { get; init; }
    public required string Selector { get; init; }
    public required string WantedName { get; init; }
    public DateTimeOffset? WrittenAt { get; init; }
    public bool HasSigned { get; init; }
    public DateTimeOffset? RememberUntil { get; init; }
    public required string Observed { get; init; }
    public string? ObservedValue { get; init; }
    public string? ObservedCode { get; init; }
    public string? ObservedDetail { get; init; }
    public DateTimeOffset? ObservedAt { get; init; }
    public DateTimeOffset? CompleteSince { get; init; }
    public DateTimeOffset? RemoveAt { get; init; }
    public string? Alerted { get; init; }

    public WantedRecord Wanted => Enum.Parse<WantedRecord>(WantedName, ignoreCase: true);
}
