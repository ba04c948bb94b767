namespace PenguinMails.DevVault.Policies;

/// <summary>One "path" block of a policy.</summary>
internal sealed record PathRule
{
    /// <summary>As written, without a leading slash; may hold templates.</summary>
    public required string Path { get; init; }

    public required Capabilities Capabilities { get; init; }

    /// <summary>Shortest time for which answers must be wrapped; zero does not ask for it.</summary>
    public TimeSpan MinWrappingTtl { get; init; }

    public TimeSpan MaxWrappingTtl { get; init; }

    public ParameterRules Parameters { get; init; } = ParameterRules.None;

    /// <summary>Two policies that speak of the same path: capabilities add up, and "deny" in either is final.</summary>
    public PathRule MergedWith(PathRule other)
    {
        if (Capabilities.HasFlag(Capabilities.Deny) || other.Capabilities.HasFlag(Capabilities.Deny))
        {
            return this with { Capabilities = Capabilities.Deny };
        }

        return this with
        {
            Capabilities = Capabilities | other.Capabilities,
            MinWrappingTtl = Longer(MinWrappingTtl, other.MinWrappingTtl),
            MaxWrappingTtl = Longer(MaxWrappingTtl, other.MaxWrappingTtl),
            Parameters = Parameters.MergedWith(other.Parameters),
        };
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
