using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Records;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

/// <summary>A record that a domain's keys need in DNS, and what was seen of it there.</summary>
/// <param name="Name">Its full name, without a dot at the end.</param>
/// <param name="Type"><c>TXT</c>, or <c>CNAME</c> where the domain is delegated to the platform.</param>
/// <param name="Ttl">Seconds for which resolvers may remember it.</param>
/// <param name="Value">What it must say: a TXT record's strings joined, or the name to which an alias leads.</param>
/// <param name="Strings">The value as DNS holds it, in strings of at most 255 bytes.</param>
/// <param name="Purpose"><c>current</c>: it signs; <c>next</c>: it is about to; <c>retiring</c>: it has signed mail that is on its way; <c>revoked</c>: it must not be believed.</param>
/// <param name="Observed">Whether every name server of the zone shows it: <c>matches</c>, <c>missing</c> (also: not seen yet) or <c>differs</c>.</param>
/// <param name="ObservedAt">When it was looked at last, UTC.</param>
/// <param name="ObservedValue">What is published, where it is something.</param>
[Example("""{"name":"pm20261130a._domainkey.acme.example","type":"TXT","ttl":300,"value":"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=","strings":["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="],"purpose":"current","observed":"matches","observedAt":"2026-11-30T09:00:00Z","observedValue":"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}""")]
internal sealed record DnsRecord(
    string Name,
    [property: OneOf("TXT", "CNAME")] string Type,
    int Ttl,
    string Value,
    IReadOnlyList<string> Strings,
    [property: OneOf("current", "next", "retiring", "revoked")] string Purpose,
    [property: OneOf("matches", "missing", "differs")] string Observed,
    DateTimeOffset? ObservedAt,
    string? ObservedValue)
{
    private const string Missing = "missing";

    public static DnsRecord Of(DkimKey key, SecretVersion version, DkimRecordRow row, int ttl)
    {
        var isRevoked = row.Wanted != WantedRecord.Key;
        var value = key.Mode == DnsMode.Delegated ? key.RecordName : isRevoked ? DkimKey.RevokedRecord : key.Record;
        return new DnsRecord(
            key.SigningName,
            TypeOf(key),
            ttl,
            value,
            DkimKey.StringsOf(value),
            isRevoked || !version.IsLive ? "revoked" : PurposeOf(version),
            row.Observed is "matches" or "differs" ? row.Observed : Missing,
            row.ObservedAt,
            row.ObservedValue);
    }

    /// <summary>An alias that waits for its turn.</summary>
    public static DnsRecord Spare(DkimKey key, string observed, string? observedValue, DateTimeOffset now, int ttl) => new(
        key.SigningName, TypeOf(key), ttl, key.RecordName, [key.RecordName], "next", observed, now, observedValue);

    private static string TypeOf(DkimKey key) => key.Mode == DnsMode.Delegated ? "CNAME" : "TXT";

    private static string PurposeOf(SecretVersion version) =>
        version.Is(VersionState.Current) ? "current" : version.Is(VersionState.Retiring) ? "retiring" : version.Is(VersionState.Revoking) ? "revoked" : "next";
}
