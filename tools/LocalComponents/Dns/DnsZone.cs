namespace PenguinMails.LocalComponents;

/// <summary>A zone of a <see cref="DnsServer"/>.</summary>
/// <param name="Name">Its domain, without a dot at the end.</param>
/// <param name="Address">The address of the server, of which the zone says "ns1" and every further host.</param>
/// <param name="MailAddress">The address of its mail server "mail", to which its MX leads; null: it has none.</param>
public sealed record DnsZone(string Name, string Address, string? MailAddress = null)
{
    /// <summary>How long resolvers may remember an answer, "there is no such name" included (RFC 2308): short, so that people see changes.</summary>
    private const int TtlSeconds = 5;

    /// <summary>The hosts and their addresses.</summary>
    internal IEnumerable<(string Host, string Address)> Hosts =>
        MailAddress is null ? [("ns1", Address)] : [("ns1", Address), ("mail", MailAddress)];

    /// <summary>The content of a new zone, as a master file (RFC 1035, 5) with full names, as the server itself writes it.</summary>
    internal string Content
    {
        get
        {
            string[] records =
            [
                $"{Name}. {TtlSeconds} SOA ns1.{Name}. hostmaster.{Name}. 1 3600 600 604800 {TtlSeconds}",
                $"{Name}. {TtlSeconds} NS ns1.{Name}.",
                .. MailAddress is null ? Array.Empty<string>() : [$"{Name}. {TtlSeconds} MX 10 mail.{Name}."],
                .. Hosts.Select(host => $"{host.Host}.{Name}. {TtlSeconds} A {host.Address}"),
            ];
            return string.Join('\n', records) + "\n";
        }
    }

    /// <summary>Gives the hosts of a zone that has been served before their addresses of today; everything else stays as it was updated.</summary>
    /// <param name="content">A master file as Knot writes it: full name, TTL, type and data in each line.</param>
    internal string WithAddresses(string content)
    {
        var addresses = Hosts.ToDictionary(host => $"{host.Host}.{Name}.", host => host.Address, StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', content.Split('\n').Select(line =>
            line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var name, var ttl, "A", _] && addresses.TryGetValue(name, out var address)
                ? $"{name} {ttl} A {address}"
                : line));
    }
}
