using Microsoft.AspNetCore.Mvc;
using PenguinMails.Audit.Reading;

namespace PenguinMails.Audit.LiveStream;

internal static class StreamEndpoints
{
    private const string NoPages = "A stream has no pages.";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public static void MapLedgerStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/vault/audit-logs/stream", FollowAsync).RequireAuthorization(AccessPolicies.Admin).Streams().WithTags("Audit")
            .Audited("audit_log.read").Describe("streamAuditLogs", "Streams records as they are appended; resumable by Last-Event-ID").CanFail(ProblemCatalog.ReplayTooLong);

    private static async Task<Results<ServerSentEventsResult<AuditLogEntry?>, ApiProblem>> FollowAsync(
        [AsParameters] AuditLogRequest request,
        [FromHeader(Name = "Last-Event-ID"), WrittenAs(TextForm.Number)] string? lastEventId,
        Caller caller,
        LedgerStream stream,
        LedgerTail tail,
        ReplayBound bound,
        LedgerReading reading,
        LedgerVocabulary vocabulary,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(request.Search is null, "search", "The stream takes every filter but this; search in the list.")
            .Require(request.Before is null, "before", NoPages)
            .Require(request.Page is null, "page", NoPages)
            .Require(request.PageSize is null, "pageSize", NoPages);
        var filter = AuditLogFilter.Parse(request, errors);
        await vocabulary.RequireKnownAsync(filter, errors, cancellationToken);
        var lastSeen = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : (long?)null;
        errors.Require(string.IsNullOrEmpty(lastEventId) || lastSeen is not null, "Last-Event-ID", "Must be the id of an event of this stream.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (tail.Listen(filter) is not { } listener)
        {
            return new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = Retry, Detail = "Too many listen already; try again, or use the list." };
        }

        var begins = false;
        try
        {
            var refusal = await bound.RefusalAsync(filter.Chain, lastSeen, listener.Position, cancellationToken);
            await reading.BeginStreamAsync(caller, filter.AsSubject("stream"), refusal, cancellationToken);
            begins = refusal is null;
            // What waits to be written to a reader who takes nothing would wait for ever.
            http.Response.RegisterForDispose(listener.CutOff.Register(http.Abort));
            return begins ? TypedResults.ServerSentEvents(stream.FollowAsync(filter, listener, lastSeen, cancellationToken)) : refusal!;
        }
        finally
        {
            // A stream that begins disposes its listener itself.
            if (!begins)
            {
                listener.Dispose();
            }
        }
    }
}
