using PenguinMails.Portal.Protection;
using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var portal = routes.MapGroup("/portal").AllowAnonymous().ExcludeFromDescription();
        portal.MapGet("/session", ShowAsync);
        portal.MapPost("/sign-in", SignInAsync);
        portal.MapPost("/step-up", StepUpAsync);
        portal.MapPost("/sign-out", SignOutAsync);
    }

    private static async Task<Ok<SessionView>> ShowAsync(HttpContext context, SessionCookie cookie, SessionTokens tokens)
    {
        if (cookie.Read(context.Request) is { } secret && await tokens.FindAsync(secret, context) is { } session)
        {
            return TypedResults.Ok(new SessionView(secret.AntiForgeryToken, session.User, session.GrantEndsAt));
        }

        cookie.Delete(context);
        return TypedResults.Ok(new SessionView(AntiForgery.WithoutSession));
    }

    private static async Task<IResult> SignInAsync(
        PlainTextSignInRequest body, HttpContext context, SessionCookie cookie, SessionStore sessions, GatewayClient api, SignOut signOut, TimeProvider time)
    {
        using var response = await api.PostAsync("sign-in", body, accessToken: null, BrowserHeaders.Of(context), context.RequestAborted);
        if (!response.IsSuccessStatusCode)
        {
            return await ApiRefusal.ReadAsync(response, context.RequestAborted);
        }

        // Always a new secret: one that somebody has put into the browser before is worth nothing afterwards.
        var session = await PlainTextTokens.ReadAsync(response, time.GetUtcNow(), CancellationToken.None);
        var secret = await sessions.StartAsync(session, CancellationToken.None);
        if (cookie.Read(context.Request) is { } former)
        {
            await signOut.EndAsync(former, context);
        }

        cookie.Set(context.Response, secret);
        return TypedResults.Ok(new SessionView(secret.AntiForgeryToken, session.User));
    }

    private static async Task<IResult> StepUpAsync(
        PlainTextStepUpRequest body, HttpContext context, SessionCookie cookie, SessionStore sessions, SessionTokens tokens, GatewayClient api)
    {
        if (cookie.Read(context.Request) is not { } secret || await tokens.FindAsync(secret, context) is not { } session)
        {
            return new ApiProblem(ProblemCatalog.Unauthenticated);
        }

        using var response = await api.PostAsync("step-up", body, session.AccessToken, BrowserHeaders.Of(context), context.RequestAborted);
        if (!response.IsSuccessStatusCode)
        {
            return await ApiRefusal.ReadAsync(response, context.RequestAborted);
        }

        var grant = await response.Content.ReadFromJsonAsync<PlainTextGrant>(context.RequestAborted)
            ?? throw new HttpRequestException("The API's answer to a step-up is empty.");
        var changed = await sessions.ChangeAsync(secret, current => current with { Grant = grant.Grant, GrantEndsAt = grant.ExpiresAt });
        return changed is null
            ? new ApiProblem(ProblemCatalog.Unauthenticated)
            : TypedResults.Ok(new SessionView(secret.AntiForgeryToken, changed.User, changed.GrantEndsAt));
    }

    private static async Task<StatusCodeHttpResult> SignOutAsync(HttpContext context, SessionCookie cookie, SignOut signOut)
    {
        var isTold = cookie.Read(context.Request) is not { } secret || await signOut.EndAsync(secret, context);
        cookie.Delete(context);
        return TypedResults.StatusCode(isTold ? StatusCodes.Status204NoContent : StatusCodes.Status202Accepted);
    }
}
