namespace PenguinMails.Identity.SigningKeys;

/// <summary>The keys by which anybody can verify tokens (RFC 7517).</summary>
internal static class PublishedKeyEndpoint
{
    public static void MapPublishedKeys(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/jwks.json", Get).AllowAnonymous().ExcludeFromDescription();

    private static Results<Ok<PublishedKeys>, ApiProblem> Get(SigningKeyStore keys, HttpContext context)
    {
        if (keys.Published is not { Count: > 0 } published)
        {
            return new ApiProblem(ProblemCatalog.DependencyUnavailable);
        }

        context.Response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Ok(new PublishedKeys([.. published.Select(key => key.Published)]));
    }
}
