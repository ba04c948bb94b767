using System.Text.RegularExpressions;

namespace PenguinMails.Identity.ServiceClients;

/// <summary>What a service's token is for: <c>secrets:read:{type}</c>, <c>secrets:write:{type}</c>, <c>api-keys:verify</c>, and for the gateway <c>api-keys:admit</c>.</summary>
internal static partial class Scopes
{
    /// <summary>Longest list, in characters.</summary>
    public const int MaxLength = 1024;

    public static bool IsKnown(string scope) => Pattern.IsMatch(scope);

    /// <summary>The scopes of a list that spaces separate (RFC 6749, 3.3), each once.</summary>
    public static string[] Split(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\A(secrets:(read|write):[a-z][a-z-]{0,31}|api-keys:(verify|admit))\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern { get; }
}
