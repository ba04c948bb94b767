using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Secrets;

/// <summary>One version of a secret: what is public of it.</summary>
public sealed class SecretVersion
{
    public Guid VersionId { get; init; }

    public int Number { get; init; }

    public required string State { get; init; }

    public required string Fingerprint { get; init; }

    public required string PublicKey { get; init; }

    public required string KeyType { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    public PublicKey ParsedPublicKey => Ssh.PublicKey.Parse(PublicKey);

    /// <summary>Whether the target may accept it: it has not ended, or its end has not been seen yet.</summary>
    public bool IsLive => Is(VersionState.Revoking) || VersionTransitions.SourcesOf(VersionState.Revoking).Any(Is);

    /// <summary>Whether the target should accept it at a moment. After its end of grace sshd refuses a retiring key by itself.</summary>
    public bool IsAcceptedAt(DateTimeOffset moment) => Is(VersionState.Current) || (Is(VersionState.Retiring) && GraceEndsAt > moment);

    public bool Is(VersionState state) => State == state.Name();
}
