namespace PenguinMails.Workers;

/// <summary>
/// The base of every background service: one <see cref="WorkerLoop"/> from the service's start to its stop. No exception of its work
/// stops the service.
/// </summary>
public abstract class BackgroundWorker(TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>The service's clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>The worker's log.</summary>
    protected ILogger Logger => log;

    /// <inheritdoc cref="WorkerLoop.WakeUp" />
    protected virtual AsyncAutoResetEvent? WakeUp => null;

    /// <inheritdoc cref="WorkerLoop.LongestBackOff" />
    protected virtual TimeSpan LongestBackOff => TimeSpan.FromSeconds(5);

    /// <summary>Does what is due now. It must be safe to repeat after a failure at any point.</summary>
    protected abstract Task<NextRun> RunOnceAsync(CancellationToken stoppingToken);

    /// <summary>Completes when the worker can run; awaited before each run.</summary>
    protected virtual Task WaitUntilReadyAsync(CancellationToken stoppingToken) => Task.CompletedTask;

    /// <inheritdoc cref="WorkerLoop.IsTransient" />
    protected virtual bool IsTransient(Exception failure) => false;

    /// <summary>A loop for a worker that runs several at once: each fails, backs off and recovers independently of the others.</summary>
    protected WorkerLoop Loop(string name, Func<CancellationToken, Task<NextRun>> runOnce, AsyncAutoResetEvent? wakeUp = null) =>
        new(name, runOnce, time, log) { IsTransient = IsTransient, LongestBackOff = LongestBackOff, WakeUp = wakeUp };

    /// <summary>Runs the loop. Override <see cref="RunOnceAsync"/> instead.</summary>
    protected sealed override Task ExecuteAsync(CancellationToken stoppingToken) => Loop(
        GetType().Name,
        async token =>
        {
            await WaitUntilReadyAsync(token);
            return await RunOnceAsync(token);
        },
        WakeUp).RunAsync(stoppingToken);
}
