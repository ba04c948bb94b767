using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;

/// <summary>Brings keys' records to what they should be, and waits until every verifier can see it.</summary>
internal sealed class Publication(DkimRecords records, RecordObserver observer, ZoneFinder zones, ZoneUpdater updater, IOptions<DkimOptions> options, TimeProvider time)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Publishes a new version's keys. Done when every name server shows them and no resolver can remember any more that there was nothing.
    /// </summary>
    public async Task<TargetAnswer> PublishAsync(SecretVersion version, IReadOnlyList<DkimKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            var row = await records.BeginAsync(version.VersionId, key.Selector, cancellationToken);
            if (row.Wanted != WantedRecord.Key)
            {
                // It was ended meanwhile; whoever did that has the secret now.
                return new TargetAnswer.Fenced();
            }

            if (await WriteAsync(version.VersionId, key, WantedRecord.Key, cancellationToken) is TargetAnswer.NotDone why)
            {
                return why is TargetAnswer.Retry { Code: DnsCodes.UpdateSilent or NameServers.SilentCode } silent
                    ? WaitOrGiveUp(version, key, silent.Code, silent.Detail)
                    : why;
            }
        }

        foreach (var key in keys)
        {
            if (await SeenAsync(version, key, cancellationToken) is TargetAnswer.NotDone why)
            {
                return why;
            }
        }

        return TargetAnswer.Confirmed;
    }

    /// <summary>
    /// Ends keys' records: an empty <c>p=</c>, which is removed later. Deleted at once, they would be valid for as long as resolvers remember
    /// them, and nobody could tell that they have ended.
    /// </summary>
    public async Task<TargetAnswer> RevokeAsync(SecretVersion version, IReadOnlyList<DkimKey> keys, CancellationToken cancellationToken)
    {
        var removeAt = time.GetUtcNow() + options.Value.RemoveAfter;
        TargetAnswer answer = TargetAnswer.Confirmed;
        foreach (var key in keys)
        {
            if (await records.FindAsync(version.VersionId, key.Selector, cancellationToken) is null)
            {
                continue; // it was never to be published
            }

            await records.WantAsync(version.VersionId, key.Selector, WantedRecord.Revoked, removeAt, cancellationToken);
            var written = await WriteAsync(version.VersionId, key, WantedRecord.Revoked, cancellationToken);
            answer = answer is TargetAnswer.NotDone ? answer : written;
        }

        return answer;
    }

    /// <summary>Sees that keys' records have ended at every name server.</summary>
    public async Task<TargetAnswer> SeeRevokedAsync(SecretVersion version, IReadOnlyList<DkimKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            if (await records.FindAsync(version.VersionId, key.Selector, cancellationToken) is not { Wanted: not WantedRecord.Key })
            {
                continue;
            }

            var seen = await observer.LookAsync(key, DkimKey.RevokedRecord, isEnding: true, cancellationToken);
            var row = await records.ObservedAsync(version.VersionId, key.Selector, seen, cancellationToken);
            if (seen.State != RecordState.Matches)
            {
                // A worker that lost its lease may have written the key once more.
                await WriteAsync(version.VersionId, key, WantedRecord.Revoked, cancellationToken);
                return Wait(version, key, seen.Code, $"{seen.Detail} It must have the value {DkimKey.RevokedRecord}", since: row.WrittenAt ?? row.ObservedAt);
            }
        }

        return TargetAnswer.Confirmed;
    }

    /// <summary>
    /// Takes back what a version published that never became current: its records go, unless mail was signed with them, which may still be
    /// on its way. Nobody has a private half any more.
    /// </summary>
    public async Task<TargetAnswer> TakeBackAsync(SecretVersion version, IReadOnlyList<DkimKey> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            var row = await records.FindAsync(version.VersionId, key.Selector, cancellationToken);
            if (row is { HasSigned: true })
            {
                await records.RemoveLaterAsync(version.VersionId, key.Selector, time.GetUtcNow() + options.Value.RemoveAfter, cancellationToken);
            }
            else if (row is not null)
            {
                await records.WantAsync(version.VersionId, key.Selector, WantedRecord.Gone, removeAt: null, cancellationToken);
                if (await WriteAsync(version.VersionId, key, WantedRecord.Gone, cancellationToken) is TargetAnswer.NotDone why)
                {
                    return why;
                }
            }
        }

        return TargetAnswer.Confirmed;
    }

    /// <summary>Writes a record where the platform writes it; of a tenant's own zone nothing is written.</summary>
    public async Task<TargetAnswer> WriteAsync(Guid versionId, DkimKey key, WantedRecord wanted, CancellationToken cancellationToken)
    {
        if (key.Mode == DnsMode.Manual)
        {
            return TargetAnswer.Confirmed;
        }

        var answer = await zones.FindAsync(key.RecordName, cancellationToken) switch
        {
            ZoneAnswer.Found { Zone: { Key: not null } zone } => await updater.WriteAsync(zone, key.RecordName, ValueOf(key, wanted), value => IsOurs(key, wanted, value), cancellationToken),
            ZoneAnswer.NoDomain when wanted != WantedRecord.Key => TargetAnswer.Confirmed,
            ZoneAnswer.NoDomain none => new TargetAnswer.Retry(DnsCodes.ZoneUnknown, none.Reason),
            ZoneAnswer.NotFound notFound => new TargetAnswer.Retry(DnsCodes.ZoneUnknown, notFound.Reason),
            _ => new TargetAnswer.Retry(DnsCodes.ZoneNotManaged, $"The platform has no key to change the zone of {key.RecordName}."),
        };
        if (answer is TargetAnswer.Done)
        {
            await records.WrittenAsync(versionId, key.Selector, cancellationToken);
        }

        return answer;
    }

    public static string? ValueOf(DkimKey key, WantedRecord wanted) => wanted switch
    {
        WantedRecord.Key => key.Record,
        WantedRecord.Revoked => DkimKey.RevokedRecord,
        _ => null,
    };

    // Delegated names are used again: what a new key finds there is an older one's, since nobody else writes the platform's zone. An older key
    // takes nothing from a newer one, and nobody brings back what was revoked.
    private static bool IsOurs(DkimKey key, WantedRecord wanted, string value) =>
        value == key.Record || (value == DkimKey.RevokedRecord && wanted != WantedRecord.Key) || (key.Mode == DnsMode.Delegated && wanted == WantedRecord.Key);

    private async Task<TargetAnswer> SeenAsync(SecretVersion version, DkimKey key, CancellationToken cancellationToken)
    {
        var seen = await observer.LookAsync(key, key.Record, isEnding: false, cancellationToken);
        if (key.Mode == DnsMode.Delegated && seen.Settles < options.Value.RecordTtl)
        {
            // The name has been used before, and resolvers may remember that record.
            seen = seen with { Settles = options.Value.RecordTtl };
        }

        var row = await records.ObservedAsync(version.VersionId, key.Selector, seen, cancellationToken);
        if (seen.State != RecordState.Matches)
        {
            return WaitOrGiveUp(version, key, seen.Code, seen.Detail);
        }

        var left = (row.RememberUntil ?? DateTimeOffset.MinValue) - time.GetUtcNow();
        return left <= TimeSpan.Zero
            ? TargetAnswer.Confirmed
            : new TargetAnswer.Waiting(
                DnsCodes.Waiting, DnsCodes.Settling,
                $"Every name server shows {key.RecordName}; resolvers may remember until {row.RememberUntil:HH:mm:ss} UTC that it did not exist.",
                left);
    }

    private TargetAnswer.NotDone WaitOrGiveUp(SecretVersion version, DkimKey key, string code, string detail) =>
        time.GetUtcNow() - AgeBegin(version) > options.Value.GiveUpAfter
            ? new TargetAnswer.Impossible(DnsCodes.NotPublished, $"{detail} It was waited for since {AgeBegin(version):yyyy-MM-dd HH:mm} UTC.")
            : Wait(version, key, code, detail);

    // The longer it takes, the seldomer it is looked at.
    private TargetAnswer.Waiting Wait(SecretVersion version, DkimKey key, string code, string detail, DateTimeOffset? since = null)
    {
        var age = time.GetUtcNow() - (since ?? AgeBegin(version));
        var isTheirs = key.Mode == DnsMode.Manual || code is DnsCodes.DelegationMissing or DnsCodes.DelegationElsewhere;
        var longest = isTheirs ? options.Value.LongestManualLook : options.Value.LongestLook;
        var next = TimeSpan.FromTicks(Math.Clamp(age.Ticks / 4, FirstLook.Ticks, Math.Max(longest.Ticks, FirstLook.Ticks)));
        return new TargetAnswer.Waiting(DnsCodes.Waiting, code, detail, next)
        {
            IsLate = age > options.Value.AlertAfter * (isTheirs ? 24 : 1),
            TenantAlert = isTheirs ? DnsCodes.WaitingAlert : null,
        };
    }

    // Ids of versions begin with the time at which they were made (RFC 9562, UUIDv7).
    private static DateTimeOffset AgeBegin(SecretVersion version) => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(version.VersionId.ToByteArray(bigEndian: true)) >> 16));
}
