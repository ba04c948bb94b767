using System.Security.Claims;

namespace PenguinMails.ServiceDefaults;

/// <summary>Treats a signed-out session's token as absent.</summary>
internal sealed class RevokedSessionMiddleware(IRevokedSessions revoked) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Caller.From(context) is { } caller)
        {
            switch (await revoked.IsRevokedAsync(caller.SessionId, context.RequestAborted))
            {
                case null:
                    await new ApiProblem(ProblemCatalog.DependencyUnavailable)
                    {
                        Detail = "It is not known yet which sessions were signed out. Try again after the time in 'Retry-After'.",
                    }.ExecuteAsync(context);
                    return;
                case true:
                    context.User = new ClaimsPrincipal(new ClaimsIdentity());
                    break;
            }
        }

        await next(context);
    }
}
