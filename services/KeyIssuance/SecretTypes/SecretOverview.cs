namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>How a secret stands.</summary>
/// <param name="Name">Its name within the type.</param>
/// <param name="Status">provisioning, active, rotating, expired, revoked, revocation_pending or unreachable.</param>
/// <param name="Health">red: expired, failed, unreachable or a revocation pending; yellow: due within 7 days or waiting for somebody; else green.</param>
/// <param name="LastRotated">When the current version became current, UTC.</param>
/// <param name="NextRotation">When the next rotation is due, UTC.</param>
/// <param name="KeyFingerprint">Fingerprint of the current version, where the type has fingerprints.</param>
/// <param name="LastRevealed">When material of the secret was last handed out, UTC.</param>
public sealed record SecretOverview(
    string Name,
    [property: OneOf(typeof(SecretStatuses))] string Status,
    [property: OneOf("red", "yellow", "green")] string Health,
    DateTimeOffset? LastRotated,
    DateTimeOffset? NextRotation,
    string? KeyFingerprint,
    DateTimeOffset? LastRevealed);

/// <summary>What a secret's status is made from.</summary>
/// <param name="RevokingCount">Versions whose end the target has not confirmed.</param>
/// <param name="RevokedCount">Versions that were revoked.</param>
/// <param name="HasCurrent">Whether a version is current.</param>
/// <param name="IsServerLost">Whether its server was abandoned.</param>
/// <param name="IsUnreachable">Whether its target does not answer.</param>
/// <param name="OperationKind">The operation that runs; null when none does.</param>
/// <param name="NextRotation">When the next rotation is due.</param>
public sealed record SecretFacts(
    int RevokingCount, int RevokedCount, bool HasCurrent, bool IsServerLost, bool IsUnreachable, string? OperationKind, DateTimeOffset? NextRotation)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    public string StatusAt(DateTimeOffset now) => this switch
    {
        { RevokingCount: > 0 } => SecretStatuses.RevocationPending,
        { IsServerLost: true } => SecretStatuses.Revoked,
        { IsUnreachable: true } => SecretStatuses.Unreachable,
        { OperationKind: "rotate" } => SecretStatuses.Rotating,
        { HasCurrent: true } when NextRotation < now => SecretStatuses.Expired,
        { HasCurrent: true } => SecretStatuses.Active,
        { OperationKind: not null and not "repair" } => SecretStatuses.Provisioning,
        { RevokedCount: > 0 } => SecretStatuses.Revoked,
        _ => SecretStatuses.Provisioning,
    };

    /// <param name="hasFailed">Whether the last operation that was to make a version failed.</param>
    public string HealthAt(DateTimeOffset now, bool hasFailed) => StatusAt(now) switch
    {
        SecretStatuses.RevocationPending or SecretStatuses.Unreachable or SecretStatuses.Expired => "red",
        _ when hasFailed => "red",
        SecretStatuses.Revoked or SecretStatuses.Provisioning => "yellow",
        _ when NextRotation - now < Soon => "yellow",
        _ => "green",
    };
}
