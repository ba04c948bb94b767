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
                && (now == KnownResourceStates.Finished || now == KnownResourceStates.Exited)
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
            var delay = _delays.GetOrAdd(crash.ResourceId, _ => new RestartDelay(time)).Next(crash.Snapshot.StartTimeStamp);
            Log.Crashed(logger, crash.ResourceId, crash.Snapshot.ExitCode, delay.TotalSeconds);
            Log.Crashed(loggers.GetLogger(crash.ResourceId), crash.ResourceId, crash.Snapshot.ExitCode, delay.TotalSeconds);
            var restarting = new ResourceStateSnapshot($"Crashed, restarts in {delay.TotalSeconds:0.#} s", KnownResourceStateStyles.Warn);
            await notifications.PublishUpdateAsync(crash.Resource, crash.ResourceId, snapshot => snapshot with { State = restarting });
            await Task.Delay(delay, time, cancellationToken);

            // Somebody may have started or stopped it meanwhile.
            if (notifications.TryGetCurrentState(crash.ResourceId, out var current) && current.Snapshot.State == restarting)
            {
                await commands.ExecuteCommandAsync(crash.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
            }
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
}
