using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.ServiceClients;

internal static class TokenEndpoint
{
    public static void MapServiceTokens(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/auth/token", IssueAsync)
        .WithTags("Authentication").AllowAnonymous()
        .Accepts<PlainTextTokenRequest>("application/x-www-form-urlencoded")
        .Describe("issueServiceToken", "Issues a token to a program, for its client id and secret")
        .CanFail(ProblemCatalog.ValidationFailed, ProblemCatalog.InvalidCredentials, ProblemCatalog.AccountLocked);

    private static async Task<Results<Ok<PlainTextServiceToken>, ApiProblem>> IssueAsync(HttpContext context, ServiceSignIn signIn)
    {
        if (await PlainTextTokenRequest.ReadAsync(context.Request) is not { } request)
        {
            return new FieldErrors().Require(false, "", "Send a form that names each field once.").ToProblem();
        }

        if (request.Validate() is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        var requested = Scopes.Split(request.Scope ?? "");
        var attempt = new PlainTextAttempt(
            ServiceSignIn.Action, request.ClientId!, request.ClientSecret!, "", SessionId: null, Caller.AddressOf(context), Caller.UserAgentOf(context));
        var answer = await signIn.VerifyAsync(attempt, requested, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return answer switch
        {
            VerificationResult<PlainTextServiceToken?>.Passed { Value: { } token } => TypedResults.Ok(token),
            VerificationResult<PlainTextServiceToken?>.Passed => new FieldErrors().Require(false, "scope", "The client may not have one of them.").ToProblem(),
            _ => answer.ToProblem(),
        };
    }
}
