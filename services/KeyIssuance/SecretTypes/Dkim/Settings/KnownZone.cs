using System.Net;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

/// <summary>A zone whose servers are configured.</summary>
internal sealed class KnownZone
{
    /// <summary>Its domain, without a dot at the end.</summary>
    public string Name { get; set; } = "";

    /// <summary>All its authoritative servers, <c>address:port</c>.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>The server that takes updates, <c>address:port</c>. Unset: the first of <see cref="Servers"/>.</summary>
    public string? UpdateServer { get; set; }

    /// <summary>The name of the TSIG key for updates. Unset: the platform does not change the zone.</summary>
    public string? KeyName { get; set; }

    /// <summary>The secret of that key, base64; its algorithm is HMAC-SHA256.</summary>
    public string? KeySecret { get; set; }

    internal IReadOnlyList<IPEndPoint> Endpoints => [.. Servers.Select(IPEndPoint.Parse)];

    internal UpdateKey? Key => KeyName is null || KeySecret is null
        ? null
        : new UpdateKey(KeyName, Convert.FromBase64String(KeySecret), UpdateServer is null ? Endpoints[0] : IPEndPoint.Parse(UpdateServer));

    /// <returns>What is wrong; null when nothing is. It never quotes the secret.</returns>
    internal string? Problem() => this switch
    {
        { Name: "" } => "a zone has no Name",
        { Servers.Count: 0 } => $"zone {Name} has no Servers",
        _ when Servers.Concat(UpdateServer is null ? [] : [UpdateServer]).FirstOrDefault(server => !IPEndPoint.TryParse(server, out var parsed) || parsed.Port == 0) is { } wrong =>
            $"{wrong} of zone {Name} is no address with a port, such as 192.0.2.53:53",
        { KeyName: null, KeySecret: not null } or { KeyName: not null, KeySecret: null } => $"zone {Name} needs KeyName and KeySecret together",
        { KeySecret: { } secret } when !Convert.TryFromBase64String(secret, new byte[secret.Length], out var length) || length < 16 =>
            $"the KeySecret of zone {Name} is not base64 of at least 16 bytes",
        _ => null,
    };

    public override string ToString() => $"zone {Name}";
}

/// <summary>What signs updates of a zone.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="PlainTextSecret">Its secret.</param>
/// <param name="Server">The server that takes updates.</param>
internal sealed record UpdateKey(string Name, byte[] PlainTextSecret, IPEndPoint Server)
{
    public override string ToString() => $"[update key {Name}, redacted]";
}
