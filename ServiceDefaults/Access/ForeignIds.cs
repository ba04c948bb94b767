namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Records that a tenant's user asked for an id that does not belong to their tenant. Whether it is another tenant's or nobody's, the answer is the
/// same, and so is the record. It belongs to the caller's tenant; another tenant learns nothing of it.
/// </summary>
internal sealed class ForeignIdFilter(RefusalRecorder refusals, ForeignIdBound bound) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        var http = context.HttpContext;
        if (IsNotFound(answer) && http.Request.RouteValues.Count > 0 && Caller.From(http) is { TenantId: not null } caller
            && bound.Take(caller.UserId) is { IsWithin: true } place)
        {
            await refusals.RecordAsync(
                http, ProblemCatalog.NotFound, place.NextRecordAt is { } again ? [KeyValuePair.Create("noFurtherRecordBefore", $"{again:O}")] : []);
        }

        return answer;
    }

    private static bool IsNotFound(object? answer) => answer switch
    {
        INestedHttpResult nested => IsNotFound(nested.Result),
        IStatusCodeHttpResult { StatusCode: StatusCodes.Status404NotFound } => true,
        _ => false,
    };
}

/// <summary>
/// Bounds these records: who asks for one id after the other would fill the ledger. The last that is recorded within a period says so.
/// </summary>
internal sealed class ForeignIdBound(TimeProvider time)
{
    private const int PerPerson = 30;
    private const int ManyPeople = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (DateTimeOffset EndsAt, int Count)> _taken = [];

    /// <summary>Counts one of a person's.</summary>
    public RecordPlace Take(Guid userId)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_taken.Count > ManyPeople)
            {
                foreach (var (person, _) in _taken.Where(taken => taken.Value.EndsAt <= now).ToList())
                {
                    _taken.Remove(person);
                }
            }

            var (endsAt, count) = _taken.TryGetValue(userId, out var taken) && taken.EndsAt > now ? taken : (now + Period, 0);
            _taken[userId] = (endsAt, Math.Min(count + 1, PerPerson + 1));
            return new RecordPlace(count < PerPerson, count == PerPerson - 1 ? endsAt : null);
        }
    }
}

/// <param name="IsWithin">Whether it is recorded.</param>
/// <param name="NextRecordAt">With the last that is recorded: when the next one is.</param>
internal sealed record RecordPlace(bool IsWithin, DateTimeOffset? NextRecordAt);
