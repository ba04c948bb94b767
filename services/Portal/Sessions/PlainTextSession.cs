namespace PenguinMails.Portal.Sessions;

/// <summary>Who signed in.</summary>
/// <param name="Email">The address.</param>
/// <param name="Role">The role.</param>
/// <param name="TenantId">The tenant of a tenant user.</param>
internal sealed record SignedInUser(string Email, string Role, Guid? TenantId);

/// <summary>What the portal holds for a browser that is signed in. It leaves the portal towards the gateway alone.</summary>
internal sealed record PlainTextSession(SignedInUser User, string AccessToken, DateTimeOffset AccessEndsAt, string RefreshToken)
{
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(3);

    /// <summary>The step-up grant; null when there is none.</summary>
    public string? Grant { get; init; }

    /// <summary>Until when the grant is valid.</summary>
    public DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>Whether its access token still serves a call that begins now.</summary>
    public bool IsValid(DateTimeOffset now) => AccessEndsAt > now + LeastRest;

    public override string ToString() => "session (redacted)";
}
