using System.Security.Claims;
using PenguinMails.Gateway.Routing;
using Yarp.ReverseProxy.Model;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>
/// Admits calls with an API key: judged by what is known here, within the key's limit, where the route is for keys and the key has the route's
/// permission. The service behind gets a token in the key's place.
/// </summary>
internal sealed class KeyAdmission(KnownKeys keys, KeyAllowances allowances, UsageCounter usage, KeyTokens tokens)
{
    /// <summary>Judges the key, before the limits: one that works has its own.</summary>
    public Task JudgeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<PresentedKey>() is { Key: { } key } presented && keys.AreConfirmed)
        {
            (presented.Verdict, presented.Known) = keys.Judge(key);
        }

        return next(context);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<PresentedKey>() is { } presented && NeedsCaller(context.GetEndpoint())
            && await RefuseAsync(context, presented) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async Task<ApiProblem?> RefuseAsync(HttpContext context, PresentedKey presented)
    {
        if (presented.Key is null)
        {
            return Unauthenticated(context, ApiKeyVerdict.Unknown);
        }

        if (!keys.AreConfirmed)
        {
            return new ApiProblem(ProblemCatalog.DependencyUnavailable) { Detail = "It is not known now which API keys work. Try again after the time in 'Retry-After'." };
        }

        var permission = ProxyConfiguration.KeyPermissionOf(context);
        if (presented is not { IsLive: true, Known: { } key })
        {
            Count(context, presented.Known, permission, KeyUse.Refused);
            return Unauthenticated(context, presented.Verdict);
        }

        try
        {
            return await RefuseAsync(context, presented.Key, key, permission);
        }
        catch (HttpRequestException)
        {
            return new ApiProblem(ProblemCatalog.DependencyUnavailable);
        }
    }

    private async Task<ApiProblem?> RefuseAsync(HttpContext context, PlainTextApiKey presented, KnownApiKey key, string? permission)
    {
        // Refused calls count as well: who asks for what the key may not do is held back all the same.
        var limit = await allowances.TakeAsync(key.KeyId, key.RateLimitPerMinute, context.RequestAborted);
        context.Response.OnStarting(() =>
        {
            limit.Describe(context.Response);
            return Task.CompletedTask;
        });
        if (!limit.IsWithin)
        {
            Count(context, key, permission, KeyUse.RateLimited);
            return new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = limit.ResetsIn };
        }

        if (permission is null || !key.Allows(permission))
        {
            Count(context, key, permission, KeyUse.Refused);
            return new ApiProblem(ProblemCatalog.PermissionMissing)
            {
                Detail = permission is null ? "No API key can make this call: a person does who is signed in." : $"The key needs the permission {permission}.",
                Extensions = new() { ["permission"] = permission },
            };
        }

        if (await tokens.GetAsync(presented, context.RequestAborted) is not { } token)
        {
            Count(context, key, permission, KeyUse.Refused);
            return Unauthenticated(context, ApiKeyVerdict.Unknown);
        }

        Count(context, key, permission, KeyUse.Passed);
        context.Request.Headers.Authorization = "Bearer " + token;
        context.Request.Headers.Remove("X-Step-Up");
        context.User = PrincipalOf(key);
        return null;
    }

    private void Count(HttpContext context, KnownApiKey? key, string? permission, KeyUse use)
    {
        if (key is not null)
        {
            usage.Count(key.KeyId, permission ?? "", use, SourceNetwork.Of(context.Connection.RemoteIpAddress));
        }
    }

    private static bool NeedsCaller(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.AuthorizationPolicy is { } policy && policy == ProxyConfiguration.CallerPolicy;

    private static ApiProblem Unauthenticated(HttpContext context, ApiKeyVerdict verdict)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new ApiProblem(verdict.Problem());
    }

    private static ClaimsPrincipal PrincipalOf(KnownApiKey key) => new(new ClaimsIdentity(
        [
            new Claim(ClaimNames.UserId, key.KeyId.ToString()),
            new Claim(ClaimNames.SessionId, key.KeyId.ToString()),
            new Claim(ClaimNames.ClientId, $"{PlainTextApiKey.Prefix}{key.KeyId:N}"),
            new Claim(ClaimNames.Role, ApiKeyRole.Name),
            new Claim(ClaimNames.TenantId, key.TenantId.ToString()),
        ],
        "ApiKey",
        ClaimNames.ClientId,
        ClaimNames.Role));
}
