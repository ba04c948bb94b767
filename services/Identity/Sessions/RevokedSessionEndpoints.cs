namespace PenguinMails.Identity.Sessions;

/// <summary>For the other services: which sessions have been signed out. The gateway has no route to it.</summary>
internal static class RevokedSessionEndpoints
{
    // Set where an address was taken from the gateway's X-Forwarded-For.
    private const string CameThroughGateway = "X-Original-For";

    public static void MapRevokedSessions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/revoked-sessions", ListAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<Ok<IReadOnlyList<RevokedSession>>, ApiProblem>> ListAsync(
        RevokedSessionTable table, HttpContext context, CancellationToken cancellationToken, long after = 0) =>
        context.Request.Headers.ContainsKey(CameThroughGateway)
            ? new ApiProblem(ProblemCatalog.NotFound)
            : TypedResults.Ok(await table.AfterAsync(after, cancellationToken));
}
