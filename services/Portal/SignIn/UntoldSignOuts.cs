using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>
/// Tells the API of sign-outs that it could not be told of, until it answers, whichever instance they were made at. Any number of instances may do so.
/// </summary>
internal sealed class UntoldSignOuts(EndedSessions ended, SessionEnd end, MigrationsDone migrations, TimeProvider time, ILogger<UntoldSignOuts> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30); // another instance may have died

    private readonly AsyncAutoResetEvent _added = new();

    protected override AsyncAutoResetEvent WakeUp => _added;

    /// <summary>There is one that this instance has told a moment ago, in vain.</summary>
    public void WakeUpSoon() => _added.Set();

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var waiting = await ended.OldestAsync(stoppingToken);
        foreach (var tokenHash in waiting)
        {
            if (!await end.TryTellAsync(tokenHash, browser: null, stoppingToken))
            {
                await Task.Delay(Interval, Time, stoppingToken);
                return NextRun.Now; // the others would wait as long, in vain
            }

            await ended.ForgetAsync(tokenHash, stoppingToken);
        }

        return waiting.Count > 0 ? NextRun.Now : NextRun.After(Idle);
    }
}
