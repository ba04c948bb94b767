using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>An API key to be created.</summary>
/// <param name="Name">What to call it: 1 to 100 characters, no control characters.</param>
/// <param name="Permissions">What it may do; at least one, each once.</param>
/// <param name="RateLimitPerMinute">How many requests it may make in a minute of the clock: 1 to 6000. Default 60.</param>
/// <param name="ExpiresInDays">When it ends: 1 to 365 days ahead. It has no end when absent.</param>
[Example("""{"name":"Dashboard","permissions":["api-keys:read","audit:read"],"rateLimitPerMinute":60,"expiresInDays":90}""")]
public sealed record CreateApiKey(
    [property: Length(1, CreateApiKey.LongestName)] string Name,
    [property: OneOf(typeof(ApiKeyPermissions)), Length(1, 6)] IReadOnlyList<string> Permissions,
    [property: Range(1, CreateApiKey.HighestLimit)] int? RateLimitPerMinute = null,
    [property: Range(1, CreateApiKey.LongestLife)] int? ExpiresInDays = null)
{
    public const int LongestName = 100;
    public const int HighestLimit = 6000;
    public const int LongestLife = 365;

    private const int UsualLimit = 60;

    internal int Limit => RateLimitPerMinute ?? UsualLimit;

    public FieldErrors Validate() => new FieldErrors()
        .Require(Name.Trim().Length is >= 1 and <= LongestName && Name.Length <= LongestName, "name", $"Must have 1 to {LongestName} characters, and not blanks alone.")
        .Require(!Name.Any(char.IsControl), "name", "Must not contain control characters.")
        .Require(Permissions.Count > 0, "permissions", "Name at least one.")
        .Require(Permissions.All(ApiKeyPermissions.All.Contains), "permissions", Unknown())
        .Require(Permissions.Distinct(StringComparer.Ordinal).Count() == Permissions.Count, "permissions", "Name each once.")
        .Require(RateLimitPerMinute is null or (>= 1 and <= HighestLimit), "rateLimitPerMinute", $"Must lie between 1 and {HighestLimit}.")
        .Require(ExpiresInDays is null or (>= 1 and <= LongestLife), "expiresInDays", $"Must lie between 1 and {LongestLife}.");

    private string Unknown() => Permissions.FirstOrDefault(permission => !ApiKeyPermissions.All.Contains(permission)) is { } unknown
        ? $"Holds a permission that there is not. {NearMatches.Hint(unknown, ApiKeyPermissions.All)}"
        : "Holds a permission that there is not.";
}

/// <summary>A key is to be replaced by another with the same permissions.</summary>
/// <param name="GracePeriod">How long the present one keeps working: 0 to 7 days; 24 h when absent.</param>
public sealed record RotateApiKey([property: WrittenAs(TextForm.Duration)] string? GracePeriod = null)
{
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    /// <returns>Null when the request does not say.</returns>
    public static TimeSpan? Parse(RotateApiKey? request, FieldErrors errors)
    {
        var grace = IsoDuration.Parse(request?.GracePeriod);
        errors.Require(
            request?.GracePeriod is null || (grace >= TimeSpan.Zero && grace <= LongestGrace), "gracePeriod", "Must be a duration of at most 7 days, such as PT24H or 24h.");
        return grace;
    }
}
