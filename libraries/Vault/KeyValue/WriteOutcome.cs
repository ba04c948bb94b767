namespace PenguinMails.Vault;

/// <summary>How a check-and-set write ended: <see cref="Written"/> or <see cref="CasMismatch"/>.</summary>
public abstract record WriteOutcome
{
    private WriteOutcome() { }

    /// <summary>Vault holds the values.</summary>
    /// <param name="Version">The number of the new version.</param>
    public sealed record Written(int Version) : WriteOutcome;

    /// <summary>Another writer has changed the path since; this write changed nothing.</summary>
    public sealed record CasMismatch : WriteOutcome;
}
