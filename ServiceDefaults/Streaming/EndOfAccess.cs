namespace PenguinMails.ServiceDefaults;

/// <summary>Marks endpoints whose answer takes long: it ends when the access of its reader does; the OpenAPI document says so.</summary>
public sealed class EndsWithAccessMetadata
{
    public const string Description = "The answer ends when the session is signed out or the access token expires.";
}

/// <summary>
/// Ends a long answer when its session is signed out or its token is taken no longer: both are judged when a request begins, and a stream would
/// outlive them. A stream ends properly, with a comment that says why; a file is cut off, so that a part does not pass as the whole.
/// </summary>
internal sealed class EndOfAccessMiddleware(IRevokedSessions revoked, TimeProvider time) : IMiddleware
{
    private const string SignedOut = "the session was signed out";
    private const string Expired = "the access token has expired";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndsWithAccessMetadata>() is null || Caller.From(context) is not { } caller)
        {
            await next(context);
            return;
        }

        var disconnected = context.RequestAborted;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(disconnected);
        using var answered = new CancellationTokenSource();
        var watch = WatchAsync(caller.SessionId, EndOf(context), ended, answered.Token);
        context.RequestAborted = ended.Token;
        var isCutOff = false;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested && !disconnected.IsCancellationRequested)
        {
            isCutOff = true;
        }
        finally
        {
            context.RequestAborted = disconnected;
            await answered.CancelAsync();
        }

        if (await watch is { } why && isCutOff)
        {
            await EndAsync(context, why, disconnected);
        }
    }

    // As long as another request with the same token would be taken.
    private static DateTimeOffset EndOf(HttpContext context) =>
        long.TryParse(context.User.FindFirst("exp")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) + TokenRules.ClockSkew
            : DateTimeOffset.MinValue;

    /// <returns>Why the access has ended; null when the answer was complete before.</returns>
    private async Task<string?> WatchAsync(Guid sessionId, DateTimeOffset end, CancellationTokenSource ended, CancellationToken answered)
    {
        try
        {
            while (true)
            {
                var why = time.GetUtcNow() >= end ? Expired : await revoked.IsRevokedAsync(sessionId, answered) == true ? SignedOut : null;
                if (why is not null)
                {
                    await ended.CancelAsync();
                    return why;
                }

                await Task.Delay(Interval, time, answered);
            }
        }
        catch (OperationCanceledException) when (answered.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task EndAsync(HttpContext context, string why, CancellationToken disconnected)
    {
        if (!context.Response.HasStarted)
        {
            await new ApiProblem(ProblemCatalog.Unauthenticated).ExecuteAsync(context);
            return;
        }

        if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Abort();
            return;
        }

        using var limit = new CancellationTokenSource(Farewell, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, disconnected);
        try
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($": {why}\n\n"), either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // it reads nothing
        }
    }
}
