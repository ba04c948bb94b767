using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.Audit.LiveStream;

internal static class StreamEndpoints
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public static void MapLedgerStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/vault/audit-logs/stream", Follow).RequireAuthorization(AccessPolicies.Admin).WithTags("Audit")
            .Audited("audit_log.read").Describe("streamAuditLogs", "Streams records as they are appended; resumable by Last-Event-ID");

    private static Results<ServerSentEventsResult<AuditLogEntry?>, ApiProblem> Follow(
        [AsParameters] AuditLogRequest request,
        [FromHeader(Name = "Last-Event-ID"), WrittenAs(TextForm.Number)] string? lastEventId,
        LedgerStream stream,
        LedgerTail tail,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(request.Search is null, "search", "The stream takes every filter but this; search in the list.")
            .Require(request.Before is null && request.Page is null && request.PageSize is null, "page", "A stream has no pages.");
        var filter = AuditLogFilter.Parse(request, errors);
        var lastSeen = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : (long?)null;
        errors.Require(string.IsNullOrEmpty(lastEventId) || lastSeen is not null, "Last-Event-ID", "Must be the id of an event of this stream.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return tail.Listen(filter) is { } listener
            ? TypedResults.ServerSentEvents(stream.FollowAsync(filter, listener, lastSeen, cancellationToken))
            : new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = Retry, Detail = "Too many listen already; try again, or use the list." };
    }
}
