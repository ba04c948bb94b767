namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>One key of a version: what is public of it.</summary>
/// <param name="Domain">Whose mail it signs.</param>
/// <param name="Mode">Who writes its record.</param>
/// <param name="Selector">Its name within the domain.</param>
/// <param name="Record">The value of its TXT record.</param>
/// <param name="PlatformZone">The zone into which delegated names lead.</param>
internal sealed record DkimKey(string Domain, DnsMode Mode, string Selector, string Record, string PlatformZone)
{
    /// <summary>The record of a key that must not be used any more (RFC 6376, 3.6.1).</summary>
    public const string RevokedRecord = "v=DKIM1; p=";

    /// <summary>Where verifiers look.</summary>
    public string SigningName => SigningNameOf(Domain, Selector);

    /// <summary>Where the record is: verifiers come there by an alias when it is delegated.</summary>
    public string RecordName => Mode == DnsMode.Delegated ? AliasTargetOf(Domain, Selector, PlatformZone) : SigningName;

    /// <summary>The keys of a version: one, or two with two algorithms.</summary>
    public static IReadOnlyList<DkimKey> Of(string domain, SecretVersion version, string platformZone)
    {
        var data = version.PublicData;
        var mode = DkimSettings.Of(data).Mode;
        var first = new DkimKey(domain, mode, data[DkimValues.Selector], data[DkimValues.Record], platformZone);
        return data.TryGetValue(DkimValues.Selector + DkimValues.OfEd25519, out var second)
            ? [first, new DkimKey(domain, mode, second, data[DkimValues.Record + DkimValues.OfEd25519], platformZone)]
            : [first];
    }

    public static string SigningNameOf(string domain, string selector) => $"{selector}._domainkey.{domain}";

    public static string AliasTargetOf(string domain, string selector, string platformZone) => $"{selector}.{domain}.{platformZone}";

    /// <summary>A TXT value as DNS holds it: strings of at most 255 bytes. Values are ASCII.</summary>
    public static IReadOnlyList<string> StringsOf(string value) => [.. value.Chunk(255).Select(part => new string(part))];
}

/// <summary>Names of a version's values.</summary>
internal static class DkimValues
{
    public const string Selector = "selector";
    public const string Record = "record";
    public const string PrivateKey = "private_key";

    /// <summary>Behind the names of the second key's values.</summary>
    public const string OfEd25519 = "_ed25519";
}
