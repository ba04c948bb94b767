namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>Who writes a domain's key records.</summary>
internal enum DnsMode
{
    /// <summary>The platform, in the domain's zone.</summary>
    Managed,

    /// <summary>The platform, in a zone of its own to which aliases of the domain lead.</summary>
    Delegated,

    /// <summary>The tenant.</summary>
    Manual,
}

/// <summary>What a version's keys are.</summary>
internal enum DkimAlgorithm
{
    Rsa2048,
    Rsa4096,
    Ed25519,

    /// <summary>RSA of 2048 bits and Ed25519 beside it: mail has two signatures, since few verifiers know Ed25519.</summary>
    Dual,
}

/// <summary>What is kept for a DKIM secret.</summary>
internal sealed record DkimSettings(DnsMode Mode, DkimAlgorithm Algorithm)
{
    public const string ModeName = "dnsMode";
    public const string AlgorithmName = "algorithm";

    public static DkimSettings Of(IReadOnlyDictionary<string, string> settings) => new(
        Enum.Parse<DnsMode>(settings[ModeName], ignoreCase: true), Enum.Parse<DkimAlgorithm>(settings[AlgorithmName], ignoreCase: true));

    public Dictionary<string, string> ToDictionary() => new(StringComparer.Ordinal)
    {
        [ModeName] = NameOf(Mode),
        [AlgorithmName] = NameOf(Algorithm),
    };

    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <returns>Null when there is no such value; numbers are none.</returns>
    public static T? Find<T>(string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (NameOf(value) == name)
            {
                return value;
            }
        }

        return null;
    }
}
