using System.Collections.Concurrent;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Bounds the streams that one person has open at this instance: each holds a connection and what waits for its reader, so that a person who opens
/// many and reads none would take the service's memory.
/// </summary>
public sealed class StreamPlaces(IOptions<StreamOptions> options)
{
    private readonly ConcurrentDictionary<Guid, int> _taken = [];

    /// <returns>The place, which is free again when it is disposed; null when the person has none left.</returns>
    public IDisposable? Take(Guid userId)
    {
        if (_taken.AddOrUpdate(userId, 1, (_, taken) => taken + 1) <= options.Value.PerUser)
        {
            return new Place(this, userId);
        }

        Free(userId);
        return null;
    }

    private void Free(Guid userId)
    {
        // A person without a stream has no row.
        if (_taken.AddOrUpdate(userId, 0, (_, taken) => taken - 1) == 0)
        {
            _taken.TryRemove(new KeyValuePair<Guid, int>(userId, 0));
        }
    }

    private sealed class Place(StreamPlaces places, Guid userId) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
            {
                places.Free(userId);
            }
        }
    }
}

/// <summary>Takes a place for the length of the answer.</summary>
internal sealed class StreamPlacesFilter(StreamPlaces places, IOptions<StreamOptions> options) : IEndpointFilter
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (Caller.From(context.HttpContext) is not { } caller)
        {
            return await next(context);
        }

        if (places.Take(caller.UserId) is not { } place)
        {
            return new ApiProblem(ProblemCatalog.TooManyRequests)
            {
                RetryAfter = Retry,
                Detail = $"You have {options.Value.PerUser} streams open already; close one of them, or ask for the present state instead.",
            };
        }

        context.HttpContext.Response.RegisterForDispose(place);
        return await next(context);
    }
}

public static class StreamPlacesExtensions
{
    /// <summary>The endpoint answers with a stream; a person can have a few of them open, each as long as their access lasts.</summary>
    public static RouteHandlerBuilder Streams(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter<StreamPlacesFilter>().EndsWithAccess();

    /// <summary>The answer may take long; it ends when the session is signed out or the token expires.</summary>
    public static RouteHandlerBuilder EndsWithAccess(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new EndsWithAccessMetadata());
}
