namespace PenguinMails.Vault;

/// <summary>What Vault knows of a secret without showing it.</summary>
/// <param name="CurrentVersion">The newest version's number, deleted ones included: the <c>cas</c> of the next write.</param>
/// <param name="OldestVersion">The oldest version that is kept; 0 while none has been dropped.</param>
/// <param name="CreatedAt">When the path came to be.</param>
/// <param name="UpdatedAt">When a version was last written.</param>
/// <param name="Versions">The kept versions, oldest first.</param>
public sealed record SecretMetadata(
    int CurrentVersion, int OldestVersion, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<SecretVersion> Versions);

/// <summary>One kept version.</summary>
/// <param name="Version">Its number.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="DeletedAt">When it was (or will be) soft-deleted; null when it is not.</param>
/// <param name="IsDestroyed">Its values are gone for good.</param>
public sealed record SecretVersion(int Version, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt, bool IsDestroyed);
