namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>Who makes the material.</summary>
public enum MaterialOrigin
{
    /// <summary>The platform makes it and installs it at the target.</summary>
    Platform,

    /// <summary>
    /// The target makes it: creating is installing. After a crash, what the target has is listed and what nobody recorded is deleted.
    /// </summary>
    Target,
}

/// <summary>Whether people can see the material.</summary>
public enum RevealMode
{
    /// <summary>Nobody sees it.</summary>
    Never,

    /// <summary>It leaves the platform at most once per version.</summary>
    Once,

    /// <summary>Callers who step up and give a reason see it, and services whose scope covers the type.</summary>
    StepUp,
}

public static class RevealModes
{
    /// <summary>The mode as the table <c>reveal</c> names it.</summary>
    public static string Name(this RevealMode mode) => mode switch
    {
        RevealMode.Once => "once",
        RevealMode.StepUp => "step_up",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Nothing of it is revealed."),
    };
}

/// <summary>What holds for all secrets of a type.</summary>
/// <param name="Name">The type's name in paths, messages and API fields, such as <c>smtp</c>.</param>
/// <param name="AuditPrefix">The first part of its audited actions.</param>
/// <param name="Origin">Who makes the material.</param>
/// <param name="ProofNeedsMaterial">
/// Whether only the material can show that a version is refused. Then the material is kept until the proof; otherwise it is destroyed first.
/// </param>
/// <param name="Reveal">Whether people can see the material.</param>
/// <param name="NeedsServer">Whether every secret of the type lives on a tenant's server.</param>
public sealed record SecretTypeDescriptor(
    string Name, string AuditPrefix, MaterialOrigin Origin, bool ProofNeedsMaterial, RevealMode Reveal, bool NeedsServer)
{
    /// <summary>Time between rotations where no policy says otherwise.</summary>
    public required TimeSpan DefaultInterval { get; init; }

    /// <summary>How long a replaced version keeps working where neither the request nor a policy says.</summary>
    public required TimeSpan DefaultGracePeriod { get; init; }

    /// <summary>What a request may ask for at least in its place.</summary>
    public TimeSpan ShortestGracePeriod { get; init; }

    /// <summary>How long before a due rotation somebody is alerted.</summary>
    public required TimeSpan DefaultAlertBefore { get; init; }

    /// <summary>Values that are sealed under the tenant's transit key before Vault gets them.</summary>
    public required IReadOnlyList<string> SealedValues { get; init; }

    /// <summary>What people call a secret of this type, such as <c>key</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>What people call the target, such as <c>server</c>.</summary>
    public required string TargetNoun { get; init; }

    /// <summary>Whether its operations may wait for what the tenant has to do elsewhere.</summary>
    public bool WaitsForTenant { get; init; }

    /// <summary>Whether targets of the type can end a version by themselves. Where none can, that the platform does is worth no alert.</summary>
    public bool TargetEndsVersions { get; init; } = true;
}
