namespace PenguinMails.Identity.Sessions;

/// <param name="RefreshToken">The newest refresh token of the session.</param>
public sealed record PlainTextRefreshRequest(string RefreshToken)
{
    public override string ToString() => "refresh (redacted)";
}

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Authentication");
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().Describe("refreshTokens", "Exchanges a refresh token, which works once, for new tokens")
            .CanFail(ProblemCatalog.Unauthenticated);
        auth.MapPost("/sign-out", SignOutAsync).Describe("signOut", "Ends the session everywhere");
        auth.MapGet("/me", Me).Describe("getCurrentUser", "Returns the signed-in user");
    }

    private static async Task<Results<Ok<PlainTextTokens>, ApiProblem>> RefreshAsync(
        PlainTextRefreshRequest body, Database database, SessionStore sessions, SessionRecords records, HttpContext context)
    {
        var errors = new FieldErrors().Require(
            body.RefreshToken.Length is > 0 and <= OpaqueToken.MaxLength, "refreshToken", $"Must have 1 to {OpaqueToken.MaxLength} characters.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var access = await sessions.SignNextTokenAsync(body.RefreshToken, context.RequestAborted);
        var answer = await database.InTransactionAsync(
            async transaction =>
            {
                var refresh = await sessions.RefreshAsync(transaction, body.RefreshToken, access);
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

    private static Ok<UserView> Me(Caller caller) => TypedResults.Ok(new UserView(caller.Email, caller.Role, caller.TenantId));
}
