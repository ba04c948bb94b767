using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Evidence;

/// <summary>
/// Raises an alert when evidence falls silent, straight in this service's database, and resolves it when the silence is over. The alert is
/// raised again every hour for as long as it lasts.
/// </summary>
internal sealed class EvidenceWatch(IEnumerable<IEvidenceRule> rules, Database database, AlertTable alerts, WatchProgress progress, ILogger<EvidenceWatch> log)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    private readonly Turns _turns = progress.TakeTurns();

    /// <param name="watchedFor">For how long this instance has watched without an interruption.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    public Task RunAsync(TimeSpan watchedFor, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (!_turns.MayWork(await transaction.TryLockWatchAsync()))
            {
                return;
            }

            var now = await transaction.ScalarAsync<DateTimeOffset>("select now()");
            var round = new WatchRound(now, now - watchedFor, await transaction.ReadEvidenceAsync());
            var (silences, isWhole) = await JudgeAsync(transaction, round);
            foreach (var silence in silences)
            {
                await RaiseAsync(transaction, silence, round);
            }

            foreach (var known in round.Known.Values.Where(row => isWhole && row.SilentSince is not null && silences.TrueForAll(silence => silence.Source != row.Source)))
            {
                await EndAsync(transaction, known, now);
            }
        },
        cancellationToken);

    /// <summary>A rule that fails holds up none of the others; but which silences are over is not known then.</summary>
    private async Task<(List<Silence> Silences, bool IsWhole)> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        var (silences, isWhole) = (new List<Silence>(), true);
        foreach (var rule in rules)
        {
            if (await transaction.TryAsync(async () => silences.AddRange(await rule.JudgeAsync(transaction, round))) is { } failure)
            {
                isWhole = false;
                Log.RuleFailed(log, failure, rule.GetType().Name);
            }
        }

        return (silences, isWhole);
    }

    private async Task RaiseAsync(DatabaseTransaction transaction, Silence silence, WatchRound round)
    {
        var known = round.Known.GetValueOrDefault(silence.Source);
        var isNews = silence.RaisedOnChange && known?.Said != silence.Summary;
        if (known?.RaisedAt > round.Now - Repetition && !isNews)
        {
            return;
        }

        var since = known?.SilentSince ?? silence.Since;
        var alertId = await alerts.RaiseAsync(transaction, new AlertRaised(
            Guid.CreateVersion7(round.Now), silence.Kind, AlertSeverities.Critical, $"{silence.Kind}/{silence.Source}", TenantId: null, Secret: null,
            $"{silence.Summary}, since {LedgerTime.Write(since)}.", silence.NextStep, TraceId: null, round.Now), repeated: known?.AlertId);
        await transaction.SilentAsync(silence.Source, since, alertId, silence.Summary);
    }

    private async Task EndAsync(DatabaseTransaction transaction, EvidenceRow known, DateTimeOffset now)
    {
        await alerts.EndAsync(transaction, known.AlertId!.Value, $"It ended at {LedgerTime.Write(now)}.", now);
        await transaction.HeardAgainAsync(known.Source);
    }
}
