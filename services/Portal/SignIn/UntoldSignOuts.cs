using System.Collections.Concurrent;

namespace PenguinMails.Portal.SignIn;

/// <summary>
/// Sign-outs that the API could not be told: it is told again, until it answers. They are kept in memory alone, for tokens lie nowhere
/// unsealed; if the portal stops before, the tokens are gone with it.
/// </summary>
internal sealed class UntoldSignOuts(SessionEnd end, TimeProvider time, ILogger<UntoldSignOuts> log) : BackgroundWorker(time, log)
{
    private const int Most = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentQueue<(EndingSession Ending, DateTimeOffset Since)> _waiting = [];
    private readonly AsyncAutoResetEvent _added = new();

    protected override AsyncAutoResetEvent WakeUp => _added;

    public void Add(EndingSession ending)
    {
        if (_waiting.Count < Most)
        {
            _waiting.Enqueue((ending, Time.GetUtcNow()));
            _added.Set();
        }
    }

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Interval, Time, stoppingToken); // it was told a moment ago, in vain
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var one); left--)
        {
            if (!await end.TryTellAsync(one.Ending, stoppingToken) && one.Since + Longest > Time.GetUtcNow())
            {
                _waiting.Enqueue(one);
                break; // the others would wait as long, in vain
            }
        }

        return _waiting.IsEmpty ? NextRun.After(Longest) : NextRun.Now;
    }
}
