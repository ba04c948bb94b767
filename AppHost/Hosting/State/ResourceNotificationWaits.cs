using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <content>Waiting for a state.</content>
public partial class ResourceNotificationService
{
    /// <summary>Waits until an instance of the resource is in the state (default: Running).</summary>
    public async Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
    {
        var state = targetState ?? KnownResourceStates.Running;
        await WaitForResourceAsync(resourceName, seen => seen.Snapshot.State?.Text == state, cancellationToken);
    }

    /// <summary>Waits for one of the states and returns it.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = await WaitForResourceAsync(
            resourceName, seen => seen.Snapshot.State?.Text is { } state && states.Contains(state), cancellationToken);
        return found.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var seen in WatchAsync(cancellationToken))
        {
            var named = string.Equals(seen.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase)
                || string.Equals(seen.ResourceId, resourceName, StringComparison.OrdinalIgnoreCase);
            if (named && predicate(seen))
            {
                return seen;
            }
        }

        throw new OperationCanceledException($"The application stopped while waiting for '{resourceName}'.");
    }

    /// <summary>Waits until an instance runs, is healthy, and the subscribers of its ready event are done.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(
            resourceName, seen => seen.Snapshot is { HealthStatus: HealthStatus.Healthy, IsReady: true }, cancellationToken);
}
