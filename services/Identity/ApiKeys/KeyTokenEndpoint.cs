using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.ApiKeys;

/// <summary>
/// For the gateway: a short token in place of an API key, so that services behind it verify one kind of credential and only Identity signs. It says
/// what the key may do, and no role of a person's. The gateway has no route to it.
/// </summary>
internal static class KeyTokenEndpoint
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static void MapKeyTokens(this IEndpointRouteBuilder routes) => routes.MapPost("/internal/api-key-tokens", IssueAsync)
        .RequireAuthorization(AccessPolicies.Service(ServiceScopes.AdmitApiKeys)).ExcludeFromDescription();

    private static async Task<Results<Ok<PlainTextKeyToken>, ApiProblem>> IssueAsync(
        PlainTextPresentedKey request, KeyProof proof, AccessTokens tokens, TimeProvider time, HttpContext http)
    {
        ProvenApiKey? key;
        try
        {
            key = await proof.FindAsync(request, http.RequestAborted);
        }
        catch (HttpRequestException)
        {
            return new ApiProblem(ProblemCatalog.DependencyUnavailable);
        }

        if (key is null)
        {
            return new ApiProblem(ProblemCatalog.ApiKeyEnded);
        }

        var token = await tokens.SignAsync(
            new JsonObject
            {
                [ClaimNames.UserId] = key.KeyId.ToString(),
                [ClaimNames.ClientId] = $"{PlainTextApiKey.Prefix}{key.KeyId:N}",
                [ClaimNames.Role] = ApiKeyRole.Name,
                [ClaimNames.TenantId] = key.TenantId.ToString(),
                [ClaimNames.Scope] = string.Join(' ', key.Permissions),
            },
            key.KeyId,
            time.GetUtcNow() + Lifetime,
            http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PlainTextKeyToken(token.Token, (int)token.Lifetime.TotalSeconds));
    }
}
