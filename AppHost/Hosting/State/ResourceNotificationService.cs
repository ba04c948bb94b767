using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Holds the current state of every resource instance and tells watchers of each change.</summary>
public partial class ResourceNotificationService(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Channel<ResourceEvent>, bool> _watchers = new();
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Changes the state of every instance of the resource.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in ResourceInstances.IdsOf(resource))
        {
            Publish(resource, id, stateFactory);
        }

        return Task.CompletedTask;
    }

    /// <summary>Changes the state of one instance.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        Publish(resource, resourceId, stateFactory);
        return Task.CompletedTask;
    }

    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            return _states.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>The current state of every instance, then every change, until cancelled.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        var changes = Channel.CreateUnbounded<ResourceEvent>();
        ResourceEvent[] current;
        lock (_gate)
        {
            _watchers[changes] = true;
            current = [.. _states.Values];
        }

        try
        {
            foreach (var state in current)
            {
                yield return state;
            }

            await foreach (var change in changes.Reader.ReadAllAsync(stop.Token))
            {
                yield return change;
            }
        }
        finally
        {
            _watchers.TryRemove(changes, out _);
        }
    }

    internal ResourceEvent[] CurrentStates()
    {
        lock (_gate)
        {
            return [.. _states.Values];
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Publish(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_gate)
        {
            var before = _states.TryGetValue(resourceId, out var known) ? known.Snapshot : ResourceInstances.InitialSnapshot(resource);
            before = before.CreationTimeStamp is null ? before with { CreationTimeStamp = time.GetUtcNow().UtcDateTime } : before;
            var after = stateFactory(before);
            if (known is not null && after == before)
            {
                return;
            }

            var change = new ResourceEvent(resource, resourceId, ResourceCommandStates.Apply(resource, after));
            _states[resourceId] = change;
            foreach (var watcher in _watchers.Keys)
            {
                watcher.Writer.TryWrite(change);
            }
        }
    }
}
