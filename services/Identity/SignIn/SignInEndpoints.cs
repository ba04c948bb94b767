using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.SignIn;

internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Authentication");
        auth.MapPost("/sign-in", SignInAsync).AllowAnonymous().Describe("signIn", "Signs in with password and TOTP code")
            .CanFail(ProblemCatalog.InvalidCredentials, ProblemCatalog.AccountLocked);
        auth.MapPost("/step-up", StepUpAsync).Describe("stepUp", "Issues a grant for sensitive calls, for password and TOTP code")
            .CanFail(ProblemCatalog.InvalidCredentials, ProblemCatalog.AccountLocked);
    }

    private static async Task<Results<Ok<PlainTextTokens>, ApiProblem>> SignInAsync(
        PlainTextSignInRequest body, SignInVerifier verifier, SessionStore sessions, HttpContext context)
    {
        if (body.Validate() is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        var attempt = new PlainTextAttempt(
            "sign_in", body.Email, body.Password, body.TotpCode, null, Caller.AddressOf(context), Caller.UserAgentOf(context));
        var answer = await verifier.VerifyAsync(attempt, sessions.SignFirstTokenAsync, sessions.StartAsync, context.RequestAborted);
        return answer is VerificationResult<PlainTextTokens>.Passed passed ? TypedResults.Ok(passed.Value) : answer.ToProblem();
    }

    private static async Task<Results<Ok<PlainTextGrant>, ApiProblem>> StepUpAsync(
        PlainTextStepUpRequest body, Caller caller, SignInVerifier verifier, StepUpTokens grants, CancellationToken cancellationToken)
    {
        if (body.Validate() is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        var attempt = new PlainTextAttempt(
            "step_up", caller.Email, body.Password, body.TotpCode, caller.SessionId, caller.IpAddress, caller.UserAgent);
        var answer = await verifier.VerifyAsync(
            attempt,
            (user, token) => grants.SignAsync(user.UserId, caller.SessionId, token),
            (_, _, grant) => Task.FromResult((grant, caller.SessionId)),
            cancellationToken);
        return answer is VerificationResult<PlainTextGrant>.Passed passed ? TypedResults.Ok(passed.Value) : answer.ToProblem();
    }
}
