using System.Text.Json.Serialization;

namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Everything that is shown of a tenant's secrets.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="TenantName">Its display name.</param>
/// <param name="VpsIp">Its server's address, of the last one when that was abandoned; null when it has never had one.</param>
/// <param name="Health">The worst of its secrets': red, yellow or green.</param>
/// <param name="LastRotation">The newest rotation of any secret, UTC.</param>
/// <param name="NextRotation">The next one that is due, UTC.</param>
/// <param name="UnreachableSince">Since when its server does not answer, UTC; absent while it does.</param>
/// <param name="IsServerAbandoned">Whether its server was abandoned and has no successor: only then it can be given another one.</param>
/// <param name="ServerAbandonedAt">When that abandonment ended, UTC; absent when it is not known.</param>
/// <param name="AsOf">Every change of before that time is in it, UTC.</param>
/// <param name="BehindSeconds">How long ago that is.</param>
public sealed record TenantSecrets(
    Guid TenantId,
    string TenantName,
    string? VpsIp,
    [property: OneOf("red", "yellow", "green")] string Health,
    DateTimeOffset? LastRotation,
    DateTimeOffset? NextRotation,
    DateTimeOffset? UnreachableSince,
    bool IsServerAbandoned,
    DateTimeOffset? ServerAbandonedAt,
    DateTimeOffset? AsOf,
    double? BehindSeconds)
{
    /// <summary>Its API keys that work.</summary>
    public required TenantApiKeys ApiKeys { get; init; }

    /// <summary>Its SMTP credentials.</summary>
    public required IReadOnlyList<SecretOverview> Smtp { get; init; }

    /// <summary>Its DKIM keys.</summary>
    public required IReadOnlyList<SecretOverview> Dkim { get; init; }

    /// <summary>The other types: <c>ssh</c> as an object of the keys by name, every other one as a list.</summary>
    [JsonExtensionData]
    public Dictionary<string, object> ByType { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>How a secret stands.</summary>
/// <param name="Name">Its name within the type.</param>
/// <param name="Status">provisioning, active, rotating, expired, revoked, revocation_pending, unreachable or waiting_for_dns.</param>
/// <param name="Health">red: expired, failed, unreachable or a revocation pending; yellow: due within 7 days or waiting for somebody; else green.</param>
/// <param name="LastRotated">When the current version became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC.</param>
/// <param name="KeyFingerprint">Fingerprint of the current version, where the type has fingerprints.</param>
/// <param name="LastRevealed">When material of the secret was last handed out, UTC.</param>
/// <param name="GraceEndsAt">When the last replaced version stops working, UTC, while one still works.</param>
/// <param name="Operation">The operation that runs.</param>
public sealed record SecretOverview(
    string Name,
    [property: OneOf(typeof(SecretStatuses))] string Status,
    [property: OneOf("red", "yellow", "green")] string Health,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    string? KeyFingerprint,
    DateTimeOffset? LastRevealed,
    DateTimeOffset? GraceEndsAt,
    OperationInProgress? Operation)
{
    /// <summary>SMTP: who signs in, with all of the domain masked but its last label, such as <c>admin@*****.example</c>. The rest is shown by a reveal.</summary>
    public string? Username { get; init; }

    /// <summary>SMTP: the mail server's name or address.</summary>
    public string? Host { get; init; }

    /// <summary>SMTP: its submission port.</summary>
    public int? Port { get; init; }

    /// <summary>SMTP: how the connection is encrypted.</summary>
    [OneOf(typeof(SmtpEncryptions))]
    public string? Encryption { get; init; }

    /// <summary>SMTP: where people read mail; absent when nowhere.</summary>
    public string? WebmailUrl { get; init; }

    /// <summary>DKIM: the domain whose mail is signed.</summary>
    public string? Domain { get; init; }

    /// <summary>DKIM: the selector that signs; absent until a key has been proven.</summary>
    public string? Selector { get; init; }

    /// <summary>DKIM: which keys sign.</summary>
    [OneOf(typeof(DkimAlgorithms))]
    public string? Algorithm { get; init; }

    /// <summary>DKIM: who publishes the records.</summary>
    [OneOf(typeof(DkimDnsModes))]
    public string? DnsMode { get; init; }
}

/// <summary>One of the two keys in a tenant's overview.</summary>
/// <param name="Status">As any secret's.</param>
/// <param name="Health">As any secret's.</param>
/// <param name="LastRotated">When the current key became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC.</param>
/// <param name="KeyFingerprint">OpenSSH fingerprint of the current key.</param>
/// <param name="LastDownloaded">When a private key was last handed out, UTC.</param>
/// <param name="GraceEndsAt">When the last replaced key stops working, UTC, while one still works.</param>
/// <param name="Operation">The operation that runs.</param>
public sealed record SshKeyOverview(
    string Status,
    string Health,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    string? KeyFingerprint,
    DateTimeOffset? LastDownloaded,
    DateTimeOffset? GraceEndsAt,
    OperationInProgress? Operation);

/// <summary>An operation that has not ended; its steps are at <c>/api/v1/admin/operations/{operationId}</c>.</summary>
public sealed record OperationInProgress(
    Guid OperationId,
    [property: OneOf("enroll", "issue", "rotate", "retire", "revoke", "regenerate", "reset", "abandon", "repair", "delete")] string Kind,
    DateTimeOffset StartedAt);
