namespace PenguinMails.Identity.Sessions;

/// <param name="RefreshToken">The newest refresh token of the session.</param>
/// <param name="RepeatKey">
/// A secret of 32 to 128 characters, a new one for each refresh. Who lost the answer sends the same request again within five minutes and gets the same refresh token.
/// Without it a request that comes again ends the session.
/// </param>
public sealed record PlainTextRefreshRequest(string RefreshToken, string? RepeatKey = null)
{
    public override string ToString() => "refresh (redacted)";
}

/// <param name="RefreshTokenHash">The SHA-256 of one of the session's refresh tokens, in hexadecimal; it may be used up.</param>
[Example("""{"refreshTokenHash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}""")]
public sealed record EndSessionRequest(string RefreshTokenHash);

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Authentication");
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().Describe("refreshTokens", "Exchanges a refresh token, which works once, for new tokens")
            .CanFail(ProblemCatalog.Unauthenticated);
        auth.MapPost("/sessions/end", EndAsync).AllowAnonymous()
            .Describe("endSession", "Ends the session of a refresh token, by the token's hash: for whoever must keep no token until the session has ended");
        auth.MapPost("/sign-out", SignOutAsync).Describe("signOut", "Ends the session everywhere");
        auth.MapGet("/me", Me).Describe("getCurrentUser", "Returns the signed-in user");
    }

    private static async Task<Results<Ok<PlainTextTokens>, ApiProblem>> RefreshAsync(
        PlainTextRefreshRequest body, Database database, SessionStore sessions, SessionRecords records, HttpContext context)
    {
        var errors = new FieldErrors().Require(
                body.RefreshToken.Length is > 0 and <= OpaqueToken.MaxLength, "refreshToken", $"Must have 1 to {OpaqueToken.MaxLength} characters.")
            .Require(
                body.RepeatKey is null or { Length: >= SuccessorToken.LeastKey and <= OpaqueToken.MaxLength },
                "repeatKey", $"Must have {SuccessorToken.LeastKey} to {OpaqueToken.MaxLength} characters.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var access = await sessions.SignNextTokenAsync(body.RefreshToken, body.RepeatKey, context.RequestAborted);
        var answer = await database.InTransactionAsync(
            async transaction =>
            {
                var refresh = await sessions.RefreshAsync(transaction, body.RefreshToken, body.RepeatKey, access);
                await records.RefreshAsync(transaction, refresh, context);
                return refresh;
            },
            context.RequestAborted);
        return answer is RefreshAnswer.Refreshed { Tokens: var tokens } ? TypedResults.Ok(tokens) : new ApiProblem(ProblemCatalog.Unauthenticated);
    }

    private static async Task<NoContent> SignOutAsync(
        Caller caller, Database database, SessionStore sessions, SessionRecords records, CancellationToken cancellationToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                await sessions.RevokeAsync(transaction, caller.SessionId);
                await records.SignOutAsync(transaction, caller);
            },
            cancellationToken);
        return TypedResults.NoContent();
    }

    // Answers the same whether there is such a session or not: nobody learns from it which hashes are known.
    private static async Task<Results<NoContent, ApiProblem>> EndAsync(
        EndSessionRequest body, Database database, SessionStore sessions, SessionRecords records, HttpContext context)
    {
        if (!OpaqueToken.TryReadHash(body.RefreshTokenHash, out var hash))
        {
            return new FieldErrors().Require(false, "refreshTokenHash", "Must be a SHA-256 of 64 hexadecimal digits.").ToProblem();
        }

        await database.InTransactionAsync(
            async transaction =>
            {
                if (await sessions.EndByTokenAsync(transaction, hash) is { } ended)
                {
                    await records.SignOutAsync(transaction, ended.User, ended.SessionId, context);
                }
            },
            context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static Ok<UserView> Me(Caller caller) => TypedResults.Ok(new UserView(caller.Email, caller.Role, caller.TenantId));
}
