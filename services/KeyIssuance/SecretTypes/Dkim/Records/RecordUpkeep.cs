using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;

/// <summary>
/// Keeps a record as it should be when no operation does: alerts when a live one is missing or was changed, revokes those of keys that were
/// lost with their server, and takes ended ones out of the zone in time.
/// </summary>
internal sealed class RecordUpkeep(
    Database database, Publication publication, RecordObserver observer, IOptions<DkimOptions> options, TimeProvider time, ILogger<RecordUpkeep> log)
{
    private const string MissingKind = "dkim.record_missing";
    private const string DiffersKind = "dkim.record_differs";

    // One look may hit a name server that starts.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(20);

    public async Task RunAsync(WatchedRecord record, CancellationToken cancellationToken)
    {
        var key = DkimKey.Of(record.Domain, record.Version, options.Value.PlatformZone ?? "").Single(key => key.Selector == record.Selector);
        var version = record.Version;
        if (record.Wanted == WantedRecord.Key && (version.Is(VersionState.Current) || version.Is(VersionState.Retiring)))
        {
            await WatchAsync(record, key, cancellationToken);
        }
        else if (!version.IsLive)
        {
            await EndAsync(record, version, key, cancellationToken);
        }
        else
        {
            // An operation works on it and looks by itself; people asked for this look.
            var isEnding = record.Wanted != WantedRecord.Key;
            var seen = await observer.LookAsync(key, isEnding ? DkimKey.RevokedRecord : key.Record, isEnding, cancellationToken);
            await database.InTransactionAsync(transaction => DkimRecords.ObservedAsync(transaction, record.VersionId, record.Selector, seen, time.GetUtcNow()), cancellationToken);
        }
    }

    private async Task WatchAsync(WatchedRecord record, DkimKey key, CancellationToken cancellationToken)
    {
        var seen = await observer.LookAsync(key, key.Record, isEnding: false, cancellationToken);
        var kind = seen.State switch
        {
            RecordState.Missing => MissingKind,
            RecordState.Differs => DiffersKind,
            _ => null,
        };
        var isFirst = kind is not null && record.Alerted is null && record.Observed is not ("missing" or "differs");
        await database.InTransactionAsync(
            async transaction =>
            {
                await DkimRecords.ObservedAsync(transaction, record.VersionId, record.Selector, seen, time.GetUtcNow());
                if (isFirst)
                {
                    var soon = options.Value.WatchInterval < SecondLook ? options.Value.WatchInterval : SecondLook;
                    await LookAgainAsync(transaction, record, soon);
                }
                else if (seen.State != RecordState.Unknown)
                {
                    await AlertAsync(transaction, record, key, kind, seen);
                }
            },
            cancellationToken);
    }

    private async Task AlertAsync(DatabaseTransaction transaction, WatchedRecord record, DkimKey key, string? kind, Observation seen)
    {
        if (kind == record.Alerted)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (record.Alerted is { } before)
        {
            await transaction.PublishAsync(new AlertEnded(KeyOf(before, record), kind is null ? "The record is as it should be again." : "It is another fault now.", now));
        }

        if (kind is not null)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(now), kind,
                record.Version.Is(VersionState.Current) ? AlertSeverities.Critical : AlertSeverities.Warning,
                KeyOf(kind, record), record.TenantId, record.Secret,
                $"Mail of {record.Domain} that {key.Selector} signs is not believed any more. {seen.Detail}",
                DnsCodes.NextStepFor(seen.Code) ?? "Publish the record as GET …/dkim/{domain}/dns-records shows it.",
                Activity.Current?.TraceId.ToHexString(), now));
        }

        await transaction.ExecuteAsync(
            "update dkim_record set alerted = @kind where version_id = @VersionId and selector = @Selector", new { kind, record.VersionId, record.Selector });
    }

    /// <summary>Brings the record of a key that has ended to its end.</summary>
    private async Task EndAsync(WatchedRecord record, SecretVersion version, DkimKey key, CancellationToken cancellationToken)
    {
        var wanted = (record.Wanted, IsTimeToRemove(record)) switch
        {
            (WantedRecord.Gone, _) or (_, true) => WantedRecord.Gone,
            // A key that failed: what was signed with it stays valid until it is removed; what nobody used goes at once.
            (WantedRecord.Key, _) when record.RemoveAt is not null => WantedRecord.Key,
            (WantedRecord.Key, _) when !record.HasSigned => WantedRecord.Gone,
            // Lost with its server: whoever has that has the key.
            _ => WantedRecord.Revoked,
        };
        var isWritten = wanted == record.Wanted && record.WrittenAt is not null;
        if (!isWritten && wanted != WantedRecord.Key)
        {
            await database.InTransactionAsync(
                transaction => transaction.ExecuteAsync(
                    """
                    update dkim_record set wanted = @wanted, written_at = null, remove_at = coalesce(remove_at, @removeAt)
                    where version_id = @VersionId and selector = @Selector
                    """,
                    new { wanted = DkimSettings.NameOf(wanted), removeAt = time.GetUtcNow() + options.Value.RemoveAfter, record.VersionId, record.Selector }),
                cancellationToken);
            if (await publication.WriteAsync(version.VersionId, key, wanted, cancellationToken) is TargetAnswer.NotDone why)
            {
                Log.RecordWaits(log, record.VersionId, record.Selector, why.GetType().Name);
                return;
            }
        }

        await database.InTransactionAsync(
            async transaction =>
            {
                await AlertAsync(transaction, record, key, kind: null, Observation.Matching(null));
                await transaction.ExecuteAsync(
                    "update dkim_record set look_at = case when @isOver then null else greatest(remove_at, @now) end where version_id = @VersionId and selector = @Selector",
                    new { isOver = wanted == WantedRecord.Gone, now = time.GetUtcNow(), record.VersionId, record.Selector });
            },
            cancellationToken);
    }

    private bool IsTimeToRemove(WatchedRecord record) => record.RemoveAt <= time.GetUtcNow();

    private Task<int> LookAgainAsync(DatabaseTransaction transaction, WatchedRecord record, TimeSpan wait) => transaction.ExecuteAsync(
        "update dkim_record set look_at = @at where version_id = @VersionId and selector = @Selector",
        new { at = time.GetUtcNow() + wait, record.VersionId, record.Selector });

    private static string KeyOf(string kind, WatchedRecord record) => $"{kind}:{record.SecretId}:{record.Selector}";
}

internal static partial class Log
{
    [LoggerMessage(2501, LogLevel.Information, "The record of version {VersionId}, selector {Selector}, could not be written yet: {Kind}")]
    public static partial void RecordWaits(ILogger logger, Guid versionId, string selector, string kind);
}
