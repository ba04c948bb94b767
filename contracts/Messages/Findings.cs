namespace PenguinMails.Contracts.Messages;

/// <summary>
/// Something happened after which secrets count as exposed. They are rotated at once, outside their schedule and maintenance
/// windows. Any service of the platform may publish it.
/// </summary>
/// <param name="IncidentId">Identifies the incident; repeating it has no further effect.</param>
/// <param name="TenantId">Whose secrets are exposed.</param>
/// <param name="SecretType">Only secrets of this type; null: of every type.</param>
/// <param name="SecretName">Only the secret of this name; null: of every name.</param>
/// <param name="Reason">What happened, for history and audit, at most 500 characters.</param>
/// <param name="GracePeriod">How long replaced versions keep working; null: as the policy says.</param>
/// <param name="OccurredAt">When it was noticed, UTC.</param>
/// <param name="OnBehalfOf">The person who raised it; null when a service noticed it.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation)]
[TakenBy(PlatformServices.Rotation)]
public sealed record IncidentRaised(
    Guid IncidentId,
    Guid TenantId,
    string? SecretType,
    string? SecretName,
    string Reason,
    TimeSpan? GracePeriod,
    DateTimeOffset OccurredAt,
    OnBehalfOf? OnBehalfOf = null) : IEvent;

/// <summary>A target accepts something else than it should.</summary>
/// <param name="FindingId">Identifies the finding; it is one finding for as long as it lasts.</param>
/// <param name="Secret">The secret whose account shows it.</param>
/// <param name="ServerAddress">The server; empty where the target is no server of the tenant.</param>
/// <param name="Kind">One of <see cref="DriftKinds"/>.</param>
/// <param name="Fingerprint">The key it is about, if it is about one.</param>
/// <param name="Detail">What was seen, in plain words.</param>
/// <param name="OccurredAt">When it was seen first, UTC.</param>
/// <param name="Target">Where it was seen, such as a server's address or a DNS zone; null in messages of builds that knew servers only.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record DriftDetected(
    Guid FindingId,
    SecretReference Secret,
    string ServerAddress,
    string Kind,
    string? Fingerprint,
    string Detail,
    DateTimeOffset OccurredAt,
    string? Target = null) : IEvent;

/// <summary>What may be wrong on a target.</summary>
public static class DriftKinds
{
    /// <summary>A key that the platform has never issued is accepted.</summary>
    public const string UnknownKey = "unknown_key";

    /// <summary>A key that should be accepted is not.</summary>
    public const string MissingKey = "missing_key";

    /// <summary>A key that was revoked, or ended with a lost server, is accepted.</summary>
    public const string BannedKey = "banned_key";

    /// <summary>A key that has retired or was given up is accepted.</summary>
    public const string EndedKey = "ended_key";

    /// <summary>A key carries another end than it should, or none.</summary>
    public const string WrongExpiry = "wrong_expiry";

    /// <summary>Other accounts can write the file or a folder above it, or another account owns it.</summary>
    public const string ChangedMode = "changed_mode";

    /// <summary>The platform has lost the key that lets it into the server: nothing can be seen or repaired there.</summary>
    public const string LostAccessKey = "lost_access_key";

    /// <summary>A key in use also lies where the platform does not edit, and would be accepted there beyond its end.</summary>
    public const string CopiedKey = "copied_key";

    /// <summary>A line is not understood; the server may accept a key for it.</summary>
    public const string UnclearLine = "unclear_line";

    /// <summary>The server also takes keys from sources that the platform does not read: a command, or a certificate authority.</summary>
    public const string OtherSource = "other_source";

    /// <summary>An account expires, its password ages, or its shell runs no command: sshd accepts the account's keys, and no session can be used.</summary>
    public const string AccountLimit = "account_limit";

    public static readonly IReadOnlyList<string> All =
        [UnknownKey, MissingKey, BannedKey, EndedKey, WrongExpiry, ChangedMode, LostAccessKey, CopiedKey, UnclearLine, OtherSource, AccountLimit];
}

/// <summary>A version of a secret was used, or an attempt to use it failed. Counts accumulate until the version is replaced.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="VersionId">The version.</param>
/// <param name="Use">One of <see cref="SecretUses"/>.</param>
/// <param name="Count">How often since the last such message; at least 1.</param>
/// <param name="OccurredAt">When, UTC; the last time when it was more than once.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Rotation)]
public sealed record SecretUsed(SecretReference Secret, Guid VersionId, string Use, int Count, DateTimeOffset OccurredAt) : IEvent;

/// <summary>What uses of a secret are counted against a policy's thresholds.</summary>
public static class SecretUses
{
    /// <summary>A person asked for its material, by a download or a reveal, whether it was granted or refused.</summary>
    public const string Download = "download";

    /// <summary>A platform service got its material.</summary>
    public const string Read = "read";

    /// <summary>It was used and refused.</summary>
    public const string FailedUse = "failed_use";
}
