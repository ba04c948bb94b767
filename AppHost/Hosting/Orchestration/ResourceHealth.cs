using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs a monitor for every resource and wakes it when the resource begins or ceases to run.</summary>
internal sealed class ResourceHealth
{
    private readonly Dictionary<IResource, ResourceHealthMonitor> _monitors;
    private readonly ResourceNotificationService _notifications;

    public ResourceHealth(HealthCheckService checks, HostContext host)
    {
        _notifications = host.Notifications;
        _monitors = host.Model.Resources.ToDictionary(resource => resource, resource => new ResourceHealthMonitor(resource, checks, host));
    }

    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _monitors.Values.Select(monitor => monitor.RunAsync(cancellationToken)).Append(WakeAsync(cancellationToken)));

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        var running = new HashSet<string>();
        await foreach (var seen in _notifications.WatchAsync(cancellationToken))
        {
            var changed = seen.Snapshot.State?.Text == KnownResourceStates.Running
                ? running.Add(seen.ResourceId)
                : running.Remove(seen.ResourceId);
            if (changed && _monitors.TryGetValue(seen.Resource, out var monitor))
            {
                monitor.StateChanged();
            }
        }
    }
}
