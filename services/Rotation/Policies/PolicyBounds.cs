using PenguinMails.Contracts;

namespace PenguinMails.Rotation.Policies;

/// <summary>Between which limits an administrator may set the policy of a type.</summary>
internal sealed record PolicyBounds(int MinIntervalDays, int MaxIntervalDays, TimeSpan MinGrace, TimeSpan MaxGrace)
{
    public const int MaxWindows = 14;

    /// <summary>A tenant with a replaced key must be able to notice and fetch the new one.</summary>
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    /// <summary>Mail that is under way is verified within two days.</summary>
    private static readonly TimeSpan ShortestDkimGrace = TimeSpan.FromHours(48);

    private static readonly Dictionary<string, PolicyBounds> ByType = new(StringComparer.Ordinal)
    {
        [SecretTypes.Ssh] = new(30, 365, ShortestGrace, LongestGrace),
        [SecretTypes.Smtp] = new(7, 365, ShortestGrace, LongestGrace),
        [SecretTypes.Dkim] = new(30, 365, ShortestDkimGrace, LongestGrace),
    };

    /// <summary>Null for a type that is not rotated by schedule.</summary>
    public static PolicyBounds? Of(string? type) => type is null ? null : ByType.GetValueOrDefault(type);
}
