namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>What a secret type knows of the operation that calls it.</summary>
public abstract record SecretContext(SecretReference Secret, IReadOnlyList<SecretVersion> Versions, KeptConnections Connections)
{
    public abstract Guid SecretId { get; }

    /// <summary>What the type keeps for the secret beside its versions: public settings, such as an algorithm.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Grows with every operation of every secret: a target that keeps the highest one can refuse late calls.</summary>
    public abstract long Fence { get; }

    /// <summary>The lease under which the calling worker runs; new with every claim.</summary>
    public abstract Guid LeaseOwner { get; }

    /// <summary>The server that the secret lives on; null for a target elsewhere.</summary>
    public abstract TargetServer? Server { get; }

    /// <summary>The version that the operation makes or retires; null before it is staged.</summary>
    public abstract SecretVersion? Version { get; }

    /// <summary>Whether the operation enrols the secret's server, so that the server may have none of the platform's keys yet.</summary>
    public abstract bool IsEnrolment { get; }

    /// <summary>Whether the server must be entered as it was handed over, because the operation has not installed a key yet.</summary>
    public abstract bool IsFirstAccess { get; }

    public SecretVersion RequiredVersion => Version ?? throw new InvalidOperationException("The operation has no version yet.");

    public TargetServer RequiredServer => Server ?? throw new InvalidOperationException($"{Secret} lives on no server.");

    public SecretVersion? Current => Versions.FirstOrDefault(version => version.Is(VersionState.Current));
}
