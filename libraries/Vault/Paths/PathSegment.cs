using System.Buffers;

namespace PenguinMails.Vault;

/// <summary>What may stand between two slashes. No "+" and "*": they are wildcards once a path reaches a policy.</summary>
internal static class PathSegment
{
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string? segment) =>
        segment is { Length: > 0 and <= MaxLength } && segment[0] != '.' && !segment.AsSpan().ContainsAnyExcept(Allowed);
}
