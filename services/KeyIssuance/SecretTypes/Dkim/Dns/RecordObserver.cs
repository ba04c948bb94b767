using System.Net;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>Looks at a key's record at every authoritative server of its zone: one that lags behind answers some of the verifiers.</summary>
internal sealed class RecordObserver(ZoneFinder zones, NameServers servers)
{
    /// <param name="key">The key.</param>
    /// <param name="wanted">The value that should be there.</param>
    /// <param name="isEnding">Whether no record is as good as the wanted one, as for a key that ends.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Observation> LookAsync(DkimKey key, string wanted, bool isEnding, CancellationToken cancellationToken)
    {
        var record = await LookAsync(key.RecordName, (server, zone) => TextAsync(server, zone, key.RecordName, wanted, isEnding, cancellationToken), isEnding, cancellationToken);
        if (key.Mode != DnsMode.Delegated || isEnding || record.State != RecordState.Matches)
        {
            return record;
        }

        var alias = await LookAsync(key.SigningName, (server, zone) => AliasAsync(server, zone, key, cancellationToken), isEnding: false, cancellationToken);
        return alias with
        {
            Value = alias.State == RecordState.Matches ? record.Value : alias.Value,
            Settles = alias.Settles > record.Settles ? alias.Settles : record.Settles,
        };
    }

    /// <summary>Looks at the alias of a delegated domain.</summary>
    public Task<Observation> LookAtAliasAsync(DkimKey key, CancellationToken cancellationToken) =>
        LookAsync(key.SigningName, (server, zone) => AliasAsync(server, zone, key, cancellationToken), isEnding: false, cancellationToken);

    private async Task<Observation> LookAsync(
        string name, Func<IPEndPoint, DnsZone, Task<Observation>> look, bool isEnding, CancellationToken cancellationToken)
    {
        switch (await zones.FindAsync(name, cancellationToken))
        {
            case ZoneAnswer.NoDomain none when isEnding:
                return Observation.Matching(null);
            case ZoneAnswer.NoDomain none:
                return new Observation(RecordState.Missing, DnsCodes.ZoneUnknown, none.Reason);
            case ZoneAnswer.NotFound notFound:
                return new Observation(RecordState.Unknown, DnsCodes.ZoneUnknown, notFound.Reason);
            case ZoneAnswer.Found found:
                var seen = await Task.WhenAll(found.Zone.Servers.Select(server => look(server, found.Zone)));
                // What is wrong at one server is wrong; what one does not say is not known.
                var worst = seen.MaxBy(observation => observation.State)!;
                return worst with { Settles = seen.Max(observation => observation.Settles) };
            default:
                throw new InvalidOperationException("A zone was found in an unknown way.");
        }
    }

    private async Task<Observation> TextAsync(
        IPEndPoint server, DnsZone zone, string name, string wanted, bool isEnding, CancellationToken cancellationToken)
    {
        var answer = await servers.TextsAsync(server, name, cancellationToken);
        var seen = answer switch
        {
            DnsAnswer.NoAnswer none => new Observation(RecordState.Unknown, none.Code, $"{none.Reason}."),
            DnsAnswer.Nothing when isEnding => Observation.Matching(null),
            DnsAnswer.Nothing => new Observation(RecordState.Missing, DnsCodes.Missing, $"{server} has no TXT record at {name}."),
            DnsAnswer.Alias alias => new Observation(RecordState.Differs, DnsCodes.Alias, $"{server} has no TXT record at {name}, but an alias of {alias.Target}.") { Value = alias.Target },
            DnsAnswer.Texts { Records: [{ } only] } => Compare(server, name, only, wanted),
            DnsAnswer.Texts texts => new Observation(RecordState.Differs, DnsCodes.SecondRecord, $"{server} has {texts.Records.Count} TXT records at {name}.")
            {
                Value = string.Join(" | ", texts.Records.Select(record => record.Value)),
            },
            _ => throw new InvalidOperationException("A name server answered in an unknown way."),
        };
        return seen.State == RecordState.Unknown ? seen : seen with { Settles = await NegativeTtlAsync(server, zone, cancellationToken) };
    }

    private static Observation Compare(IPEndPoint server, string name, TextRecord record, string wanted) =>
        KeyRecord.DifferenceOf(record.Value, wanted) is { } difference
            ? new Observation(RecordState.Differs, DnsCodes.Differs, $"The TXT record of {name} at {server} {difference}.") { Value = record.Value }
            : Observation.Matching(record.Value);

    private async Task<Observation> AliasAsync(IPEndPoint server, DnsZone zone, DkimKey key, CancellationToken cancellationToken)
    {
        var answer = await servers.AliasAsync(server, key.SigningName, cancellationToken);
        var seen = answer switch
        {
            DnsAnswer.NoAnswer none => new Observation(RecordState.Unknown, none.Code, $"{none.Reason}."),
            DnsAnswer.Alias alias when alias.Target == key.RecordName => Observation.Matching(alias.Target),
            DnsAnswer.Alias alias => new Observation(RecordState.Differs, DnsCodes.DelegationElsewhere, $"At {server} {key.SigningName} is an alias of {alias.Target} and not of {key.RecordName}.") { Value = alias.Target },
            _ => new Observation(RecordState.Missing, DnsCodes.DelegationMissing, $"{server} has no CNAME record at {key.SigningName}; it must lead to {key.RecordName}."),
        };
        return seen.State == RecordState.Unknown ? seen : seen with { Settles = await NegativeTtlAsync(server, zone, cancellationToken) };
    }

    private async Task<TimeSpan> NegativeTtlAsync(IPEndPoint server, DnsZone zone, CancellationToken cancellationToken) =>
        await servers.NegativeTtlAsync(server, zone.Name, cancellationToken) ?? TimeSpan.Zero;
}

/// <summary>How a record is, worst last.</summary>
internal enum RecordState
{
    Matches,

    /// <summary>Some server did not say.</summary>
    Unknown,

    Missing,
    Differs,
}

/// <summary>What was seen of a record at all authoritative servers.</summary>
/// <param name="State">The worst of what they said.</param>
/// <param name="Code">Why; empty when it matches.</param>
/// <param name="Detail">The cause, one sentence, with the server that said so.</param>
internal sealed record Observation(RecordState State, string Code, string Detail)
{
    /// <summary>What is published, where it is something.</summary>
    public string? Value { get; init; }

    /// <summary>How long resolvers may remember what was before.</summary>
    public TimeSpan Settles { get; init; }

    public static Observation Matching(string? value) => new(RecordState.Matches, "", "") { Value = value };
}
