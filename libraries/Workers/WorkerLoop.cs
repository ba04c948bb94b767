namespace PenguinMails.Workers;

/// <summary>
/// Runs one unit of background work again and again until the service stops. An exception never ends the loop: it is logged, counted,
/// and the work is retried with exponential back-off and jitter. A cancelled token ends the loop at once and without an exception.
/// </summary>
/// <param name="name">Names the loop in logs and metrics.</param>
/// <param name="runOnce">The work. It must be safe to repeat after a failure at any point.</param>
/// <param name="time">The clock of pauses and back-off.</param>
/// <param name="log">Receives the failures.</param>
public sealed class WorkerLoop(string name, Func<CancellationToken, Task<NextRun>> runOnce, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Whether a failure is an outage that passes by itself. Only the first of consecutive outages is logged, as a warning; every other
    /// failure is logged as an error with its stack trace.
    /// </summary>
    public Func<Exception, bool> IsTransient { get; init; } = static _ => false;

    /// <summary>Ends a pause early. It does not shorten the back-off after a failure.</summary>
    public AsyncAutoResetEvent? WakeUp { get; init; }

    /// <summary>The longest wait between a failure and the next run.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Completes when the work is complete or <paramref name="stoppingToken"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested && await RunUntilSuccessAsync(stoppingToken) is { Pause: { } pause })
            {
                await PauseAsync(pause, stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // A run that was interrupted by the stop may fail with any exception.
        }
    }

    private async Task<NextRun> RunUntilSuccessAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                var next = await runOnce(stoppingToken);
                if (failures > 0)
                {
                    Log.Recovered(log, name, failures);
                }

                return next;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Report(failure, isFirst: failures == 0);
            }

            await Task.Delay(BackOff.WithJitter(BackOff.Wait(FirstBackOff, failures, LongestBackOff)), time, stoppingToken);
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken stoppingToken) => pause == TimeSpan.Zero
        ? Task.CompletedTask
        : WakeUp?.WaitAsync(pause, time, stoppingToken) ?? Task.Delay(pause, time, stoppingToken);

    private void Report(Exception failure, bool isFirst)
    {
        var isTransient = IsTransient(failure);
        WorkerTelemetry.CountFailure(name, isTransient);
        if (!isTransient)
        {
            Log.Failed(log, failure, name);
        }
        else if (isFirst)
        {
            Log.Interrupted(log, name, failure.GetType().Name, failure.Message);
        }
    }
}
