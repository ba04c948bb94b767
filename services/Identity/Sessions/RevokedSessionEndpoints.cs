namespace PenguinMails.Identity.Sessions;

/// <summary>For the other services: which sessions have been signed out. The gateway has no route to it.</summary>
internal static class RevokedSessionEndpoints
{
    // The gateway sets the first in every request; the second stays where its word about the address was taken.
    private static readonly string[] CameThroughGateway = ["X-Forwarded-For", "X-Original-For"];

    public static void MapRevokedSessions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/revoked-sessions", ListAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<Ok<IReadOnlyList<RevokedSession>>, ApiProblem>> ListAsync(
        RevokedSessionTable table, HttpContext context, CancellationToken cancellationToken, long after = 0) =>
        CameThroughGateway.Any(context.Request.Headers.ContainsKey)
            ? new ApiProblem(ProblemCatalog.NotFound)
            : TypedResults.Ok(await table.AfterAsync(after, cancellationToken));
}
