using System.Collections.Concurrent;

namespace PenguinMails.AppHost.Supervision;

/// <summary>Watches for processes that end unasked and starts them again.</summary>
internal sealed class CrashSupervisor(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService loggers,
    TimeProvider time,
    ILogger<CrashSupervisor> logger) : EarlyService
{
    private readonly ConcurrentDictionary<string, RestartDelay> _delays = new();

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var states = new Dictionary<string, string?>();
        await foreach (var seen in notifications.WatchAsync(stoppingToken))
        {
            var before = states.GetValueOrDefault(seen.ResourceId);
            var now = states[seen.ResourceId] = seen.Snapshot.State?.Text;

            // A process that was told to stop passes through Stopping; one that is told by its host leaves Running directly.
            if (before == KnownResourceStates.Running
                && HasEnded(now)
                && seen.Resource.HasAnnotationOfType<RestartOnCrashAnnotation>())
            {
                _ = RestartAsync(seen, stoppingToken);
            }
        }
    }

    private async Task RestartAsync(ResourceEvent crash, CancellationToken cancellationToken)
    {
        try
        {
            var delays = _delays.GetOrAdd(crash.ResourceId, _ => new RestartDelay(time));
            bool isTriedAgain;
            do
            {
                var delay = delays.Next(crash.Snapshot.StartTimeStamp);
                Log.Crashed(logger, crash.ResourceId, crash.Snapshot.ExitCode, delay.TotalSeconds);
                Log.Crashed(loggers.GetLogger(crash.ResourceId), crash.ResourceId, crash.Snapshot.ExitCode, delay.TotalSeconds);
                var restarting = new ResourceStateSnapshot($"Crashed, restarts in {delay.TotalSeconds:0.#} s", KnownResourceStateStyles.Warn);
                await notifications.PublishUpdateAsync(crash.Resource, crash.ResourceId, snapshot => snapshot with { State = restarting });
                await Task.Delay(delay, time, cancellationToken);
                isTriedAgain = IsStillDown(crash, restarting) && !await StartAsync(crash.ResourceId, cancellationToken);
            }
            while (isTriedAgain);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
        catch (Exception error)
        {
            Log.RestartFailed(logger, error, crash.ResourceId);
        }
    }

    /// <summary>
    /// Somebody may have started or stopped it meanwhile. The orchestrator may also report the same end once more, such as when it knows the exit code: that is
    /// the state that it had before.
    /// </summary>
    private bool IsStillDown(ResourceEvent crash, ResourceStateSnapshot restarting) =>
        notifications.TryGetCurrentState(crash.ResourceId, out var current)
        && (current.Snapshot.State == restarting
            || (HasEnded(current.Snapshot.State?.Text) && current.Snapshot.StartTimeStamp == crash.Snapshot.StartTimeStamp));

    /// <returns>False when the orchestrator could not start it.</returns>
    private async Task<bool> StartAsync(string resourceId, CancellationToken cancellationToken)
    {
        var result = await commands.ExecuteCommandAsync(resourceId, KnownResourceCommands.StartCommand, cancellationToken);
        if (!result.Success)
        {
            Log.NotStarted(logger, resourceId);
        }

        return result.Success;
    }

    private static bool HasEnded(string? state) => state == KnownResourceStates.Finished || state == KnownResourceStates.Exited;
}
