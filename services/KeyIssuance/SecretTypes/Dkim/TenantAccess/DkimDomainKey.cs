namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

/// <summary>How the key of a domain stands.</summary>
/// <param name="Domain">The domain whose mail it signs.</param>
/// <param name="Selector">The current key's selector; missing before the first one.</param>
/// <param name="Algorithm">What its keys are.</param>
/// <param name="DnsMode">Who writes its records in DNS.</param>
/// <param name="Status">One of the statuses of secrets.</param>
/// <param name="LastRotated">When the current key became current, UTC.</param>
/// <param name="NextRotation">When its rotation is due, UTC.</param>
/// <param name="Health">red: it failed, or is overdue; yellow: due within 7 days, or waiting for somebody; green otherwise.</param>
[Example("""{"domain":"acme.example","selector":"pm20261130a","algorithm":"rsa2048","dnsMode":"managed","status":"active","lastRotated":"2026-11-30T09:00:00Z","nextRotation":"2027-05-29T09:00:00Z","health":"green"}""")]
internal sealed record DkimDomainKey(
    string Domain,
    string? Selector,
    [property: OneOf("rsa2048", "rsa4096", "ed25519", "dual")] string Algorithm,
    [property: OneOf("managed", "delegated", "manual")] string DnsMode,
    [property: OneOf(typeof(SecretStatuses))] string Status,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    [property: OneOf("red", "yellow", "green")] string Health)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public static string HealthOf(string status, bool hasFailed, DateTimeOffset? nextRotation, DateTimeOffset now) => status switch
    {
        _ when hasFailed => "red",
        SecretStatuses.Expired or SecretStatuses.RevocationPending or SecretStatuses.Unreachable => "red",
        SecretStatuses.Revoked or SecretStatuses.Provisioning or SecretStatuses.WaitingForDns => "yellow",
        _ => nextRotation - now < Soon ? "yellow" : "green",
    };
}
