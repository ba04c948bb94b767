using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace PenguinMails.ServiceDefaults;

/// <summary>Answers 401 and 403 as problems, and records a refused role.</summary>
internal sealed class ProblemAuthorizationResultHandler(RefusalRecorder refusals, ITokenKeys keys) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
        }
        else if (authorizeResult.Forbidden)
        {
            await refusals.RecordAsync(context, ProblemCatalog.Forbidden);
            await new ApiProblem(ProblemCatalog.Forbidden).ExecuteAsync(context);
        }
        else if (keys.AreMissing && context.Request.Headers.Authorization.Count > 0)
        {
            // Without a key the token cannot be verified.
            await new ApiProblem(ProblemCatalog.DependencyUnavailable).ExecuteAsync(context);
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await new ApiProblem(ProblemCatalog.Unauthenticated).ExecuteAsync(context);
        }
    }
}
