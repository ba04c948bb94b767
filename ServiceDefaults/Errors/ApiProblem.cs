namespace PenguinMails.ServiceDefaults;

/// <summary>An expected failure as an answer: RFC 9457 problem+json with <c>code</c> and <c>traceId</c>.</summary>
public sealed class ApiProblem(ProblemKind kind) : IResult, IStatusCodeHttpResult
{
    private static readonly TimeSpan DependencyRetry = TimeSpan.FromSeconds(5);

    /// <summary>What the problem is.</summary>
    public ProblemKind Kind => kind;

    /// <summary>What to do next; the kind's own advice unless a better one is known.</summary>
    public string Detail { get; init; } = kind.NextStep;

    /// <summary>Sent as <c>Retry-After</c>, rounded up to whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; } = kind == ProblemCatalog.DependencyUnavailable ? DependencyRetry : null;

    /// <summary>Field errors by JSON field name.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members of the problem document.</summary>
    public Dictionary<string, object?>? Extensions { get; init; }

    public int? StatusCode => kind.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = kind.Status;
        if (RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var body = ToDocument(Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier);
        return response.WriteAsJsonAsync(body, JsonSerializerOptions.Web, "application/problem+json", httpContext.RequestAborted);
    }

    /// <summary>The members of the problem document.</summary>
    internal Dictionary<string, object?> ToDocument(string traceId)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = kind.Type,
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = Detail,
            ["code"] = kind.Code,
            ["traceId"] = traceId,
        };
        if (Errors is not null)
        {
            body["errors"] = Errors;
        }

        foreach (var (name, value) in Extensions ?? [])
        {
            body[name] = value;
        }

        return body;
    }
}
