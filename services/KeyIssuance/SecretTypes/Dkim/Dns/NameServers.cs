using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>Asks name servers: over UDP, and over TCP where an answer was cut off or did not come.</summary>
internal sealed class NameServers(IOptions<DkimOptions> options)
{
    public const string SilentCode = "dns_server_silent";
    public const string NotAuthoritativeCode = "dns_server_not_authoritative";

    // What passes every network in one piece (DNS flag day 2020).
    private const ushort LargestDatagram = 1232;

    /// <summary>Asks an authoritative server for the TXT records of a name.</summary>
    public async Task<DnsAnswer> TextsAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(server, name, RecordType.Txt, recursive: false, cancellationToken);
        if (Fault(server, reply) is { } fault)
        {
            return fault;
        }

        var asked = DomainName.Parse(name);
        var texts = reply!.AnswerRecords.OfType<TxtRecord>().Where(record => record.Name.Equals(asked)).ToArray();
        return (texts.Length, AliasIn(reply, asked)) switch
        {
            (_, { } alias) => alias,
            (0, _) => new DnsAnswer.Nothing(),
            _ => new DnsAnswer.Texts([.. texts.Select(record => new TextRecord([.. record.TextParts], record.TimeToLive))]),
        };
    }

    /// <summary>Asks an authoritative server for the alias at a name.</summary>
    public async Task<DnsAnswer> AliasAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(server, name, RecordType.CName, recursive: false, cancellationToken);
        return Fault(server, reply) ?? AliasIn(reply!, DomainName.Parse(name)) ?? (DnsAnswer)new DnsAnswer.Nothing();
    }

    /// <summary>How long resolvers remember that a name of the zone does not exist (RFC 2308), as an authoritative server says.</summary>
    /// <returns>Null when it does not say.</returns>
    public async Task<TimeSpan?> NegativeTtlAsync(IPEndPoint server, string zone, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(server, zone, RecordType.Soa, recursive: false, cancellationToken);
        return reply?.AnswerRecords.OfType<SoaRecord>().FirstOrDefault() is { } soa
            ? TimeSpan.FromSeconds(Math.Clamp(Math.Min(soa.TimeToLive, soa.NegativeCachingTTL), 0, 86_400))
            : null;
    }

    /// <summary>Asks for records of any type.</summary>
    /// <returns>Null when no answer came.</returns>
    public async Task<DnsMessage?> AskAsync(IPEndPoint server, string name, RecordType type, bool recursive, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(server, Question(name, type, recursive), new UdpClientTransport(server.Port), cancellationToken);
        return reply is null or { IsTruncated: true }
            ? await SendAsync(server, Question(name, type, recursive), new TcpClientTransport(server.Port), cancellationToken)
            : reply;
    }

    private static DnsMessage Question(string name, RecordType type, bool recursive)
    {
        var message = new DnsMessage { IsEDnsEnabled = true, IsRecursionDesired = recursive };
        message.EDnsOptions!.UdpPayloadSize = LargestDatagram;
        message.Questions.Add(new DnsQuestion(DomainName.Parse(name), type, RecordClass.INet));
        return message;
    }

    private async Task<DnsMessage?> SendAsync(IPEndPoint server, DnsMessage question, IClientTransport transport, CancellationToken cancellationToken)
    {
        using var client = new DnsClient([server.Address], [transport], true, (int)options.Value.DnsTimeout.TotalMilliseconds);
        var reply = await client.SendMessageAsync(question, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return reply;
    }

    private static DnsAnswer.NoAnswer? Fault(IPEndPoint server, DnsMessage? reply) => reply switch
    {
        null => new(SilentCode, $"{server} does not answer"),
        { ReturnCode: not (ReturnCode.NoError or ReturnCode.NxDomain) } => new(NotAuthoritativeCode, $"{server} answers {reply.ReturnCode}, so it does not serve the zone"),
        { IsAuthoritiveAnswer: false } => new(NotAuthoritativeCode, $"{server} answers without authority, so it does not serve the zone"),
        _ => null,
    };

    // Not "==", which tells capital letters apart.
    private static DnsAnswer.Alias? AliasIn(DnsMessage reply, DomainName name) =>
        reply.AnswerRecords.OfType<CNameRecord>().FirstOrDefault(record => record.Name.Equals(name)) is { } alias
            ? new DnsAnswer.Alias(TextOf(alias.CanonicalName), alias.TimeToLive)
            : null;

    internal static string TextOf(DomainName name) => name.ToString().TrimEnd('.').ToLowerInvariant();
}
