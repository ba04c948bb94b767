using System.Net;
using ARSoft.Tools.Net.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>A zone and how it is reached.</summary>
/// <param name="Name">Its domain.</param>
/// <param name="Servers">All its authoritative servers.</param>
/// <param name="Key">What changes it; null when the platform does not.</param>
internal sealed record DnsZone(string Name, IReadOnlyList<IPEndPoint> Servers, UpdateKey? Key);

/// <summary>What was found out about the zone of a name.</summary>
internal abstract record ZoneAnswer
{
    private ZoneAnswer() { }

    public sealed record Found(DnsZone Zone) : ZoneAnswer;

    /// <summary>The domain itself does not exist, so nothing below it does.</summary>
    public sealed record NoDomain(string Reason) : ZoneAnswer;

    /// <param name="Reason">The cause, one sentence.</param>
    public sealed record NotFound(string Reason) : ZoneAnswer;
}

/// <summary>Finds the zone of a name: among those that are configured, otherwise as resolvers do.</summary>
internal sealed class ZoneFinder(NameServers servers, IOptions<DkimOptions> options)
{
    private const int DnsPort = 53;
    private const int MostServers = 13;

    public async Task<ZoneAnswer> FindAsync(string name, CancellationToken cancellationToken)
    {
        var configured = options.Value.Zones.Where(zone => IsIn(name, zone.Name)).MaxBy(zone => zone.Name.Length);
        return configured is null
            ? await ResolveAsync(name, cancellationToken)
            : new ZoneAnswer.Found(new DnsZone(configured.Name.ToLowerInvariant(), configured.Endpoints, configured.Key));
    }

    private static bool IsIn(string name, string zone) =>
        name.Equals(zone, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + zone, StringComparison.OrdinalIgnoreCase);

    private async Task<ZoneAnswer> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var resolver = options.Value.Resolver is { } set ? IPEndPoint.Parse(set)
            : DnsClient.GetLocalConfiguredDnsServers().FirstOrDefault() is { } local ? new IPEndPoint(local, DnsPort)
            : null;
        if (resolver is null)
        {
            return new ZoneAnswer.NotFound($"No resolver is configured that could find the name servers of {name}.");
        }

        // The answer to a question for the SOA names the zone, in its answer or, of a name below, in its authority section.
        var reply = await servers.AskAsync(resolver, name, RecordType.Soa, recursive: true, cancellationToken);
        var zone = reply?.AnswerRecords.Concat(reply.AuthorityRecords).OfType<SoaRecord>().Select(soa => NameServers.TextOf(soa.Name)).FirstOrDefault();
        return zone switch
        {
            null => new ZoneAnswer.NotFound($"The resolver {resolver} does not say which zone {name} belongs to."),
            // Of no registered domain, only the zone above answers.
            _ when !zone.Contains('.', StringComparison.Ordinal) => new ZoneAnswer.NoDomain($"{name} belongs to no domain that is registered."),
            _ => await ServersOfAsync(resolver, zone, cancellationToken),
        };
    }

    private async Task<ZoneAnswer> ServersOfAsync(IPEndPoint resolver, string zone, CancellationToken cancellationToken)
    {
        var hosts = await servers.AskAsync(resolver, zone, RecordType.Ns, recursive: true, cancellationToken);
        var found = new List<IPEndPoint>();
        foreach (var host in hosts?.AnswerRecords.OfType<NsRecord>().Take(MostServers) ?? [])
        {
            var addresses = await servers.AskAsync(resolver, NameServers.TextOf(host.NameServer), RecordType.A, recursive: true, cancellationToken);
            found.AddRange(addresses?.AnswerRecords.OfType<ARecord>().Select(record => new IPEndPoint(record.Address, DnsPort)) ?? []);
        }

        return found.Count == 0
            ? new ZoneAnswer.NotFound($"The resolver {resolver} knows no name server of {zone}.")
            : new ZoneAnswer.Found(new DnsZone(zone, [.. found.Distinct()], Key: null));
    }
}
