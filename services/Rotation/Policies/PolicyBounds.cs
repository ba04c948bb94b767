namespace PenguinMails.Rotation.Policies;

/// <summary>Between which limits an administrator may set the policy of a type.</summary>
internal sealed record PolicyBounds(int MinIntervalDays, int MaxIntervalDays, TimeSpan MinGrace, TimeSpan MaxGrace)
{
    public const int MaxWindows = 14;

    /// <returns>Null for a type that is not rotated by schedule.</returns>
    public static PolicyBounds? Of(string? type) => RotatedTypes.Find(type)?.Bounds;
}
