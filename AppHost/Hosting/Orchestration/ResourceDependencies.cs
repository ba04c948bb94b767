using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Holds a resource back until those that it waits for are there.</summary>
internal sealed class ResourceDependencies(ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    /// <exception cref="DistributedApplicationException">A resource waited for will not come.</exception>
    public Task WaitAsync(IResource resource, CancellationToken cancellationToken) => Task.WhenAll(
        from wait in resource.Annotations.OfType<WaitAnnotation>()
        from id in ResourceInstances.IdsOf(wait.Resource)
        select WaitAsync(resource, wait, id, cancellationToken));

    private async Task WaitAsync(IResource resource, WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(resource);
        Log.Waits(logger, wait.Resource.Name, wait.WaitType);
        var seen = await notifications.WaitForResourceAsync(id, state => IsDecided(wait, state.Snapshot), cancellationToken);
        var snapshot = seen.Snapshot;
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            ThrowUnlessCompleted(wait, snapshot);
        }
        else if (IsTerminal(snapshot))
        {
            throw new DistributedApplicationException($"'{wait.Resource.Name}', which it waits for, is {snapshot.State!.Text}.");
        }

        Log.WaitIsOver(logger, wait.Resource.Name);
    }

    private static bool IsDecided(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitForCompletion => IsTerminal(snapshot),
        WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running || GivesUp(wait, snapshot),
        _ => snapshot is { HealthStatus: HealthStatus.Healthy, IsReady: true } || GivesUp(wait, snapshot),
    };

    private static bool GivesUp(WaitAnnotation wait, CustomResourceSnapshot snapshot) =>
        wait.WaitBehavior == WaitBehavior.StopOnResourceUnavailable && IsTerminal(snapshot);

    private static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && KnownResourceStates.TerminalStates.Contains(state);

    private static void ThrowUnlessCompleted(WaitAnnotation wait, CustomResourceSnapshot snapshot)
    {
        if (snapshot.ExitCode != wait.ExitCode)
        {
            throw new DistributedApplicationException(
                $"'{wait.Resource.Name}', which it waits for, ended with {snapshot.ExitCode?.ToString() ?? "no exit code"}, not {wait.ExitCode}.");
        }
    }
}
