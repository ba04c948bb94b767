namespace PenguinMails.Rotation.Policies;

/// <summary>A secret type that is rotated by schedule.</summary>
/// <param name="Name">One of <see cref="SecretTypes"/>.</param>
/// <param name="Bounds">The limits of its policy.</param>
/// <param name="Options">Its configured defaults.</param>
internal sealed record RotatedType(string Name, PolicyBounds Bounds, Func<RotationOptions, SecretTypeOptions> Options)
{
    /// <summary>What a single rotation cannot go below either, whatever its hurry: mail that the replaced key has signed is still under way.</summary>
    public TimeSpan NeededGrace => Name == SecretTypes.Dkim ? Bounds.MinGrace : TimeSpan.Zero;
}

/// <summary>The one list of the types that are rotated by schedule: a new type is a line here, and its section in <see cref="RotationOptions"/>.</summary>
internal static class RotatedTypes
{
    /// <summary>A tenant with a replaced key must be able to notice and fetch the new one.</summary>
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    /// <summary>Mail that is under way is verified within two days.</summary>
    private static readonly TimeSpan ShortestDkimGrace = TimeSpan.FromHours(48);

    public static IReadOnlyList<RotatedType> All { get; } =
    [
        new(SecretTypes.Ssh, new PolicyBounds(30, 365, ShortestGrace, LongestGrace), options => options.Ssh),
        new(SecretTypes.Smtp, new PolicyBounds(7, 365, TimeSpan.Zero, LongestGrace), options => options.Smtp),
        new(SecretTypes.Dkim, new PolicyBounds(30, 365, ShortestDkimGrace, LongestGrace), options => options.Dkim),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.Name)];

    /// <returns>Null for a type that is not rotated by schedule.</returns>
    public static RotatedType? Find(string? name) => All.FirstOrDefault(type => type.Name == name);
}
