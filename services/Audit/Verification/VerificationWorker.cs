using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Verification;

/// <summary>
/// Verifies the whole ledger again and again, so that a change is an alert without anybody asking. A pause is at least twenty times as long as the
/// verification took: of a small ledger half a minute, of one that takes minutes an hour.
/// </summary>
internal sealed class VerificationWorker(
    MigrationsDone migrations, Database database, LedgerVerification verification, BrokenLedgerAlert alert, WatchProgress progress,
    IOptions<VerificationOptions> options, TimeProvider time, ILogger<VerificationWorker> log) : DatabaseWorker(migrations, time, log)
{
    private const string Lock = "select pg_try_advisory_xact_lock(hashtext('audit_verification'))";
    private const string Check = "verification";
    private const int Share = 20;

    private readonly Turns _turns = progress.TakeTurns();

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(30);

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var clock = Stopwatch.StartNew();
        progress.Expect(WatchProgress.Verification);
        // Twice: what a month that was archived meanwhile looked like is gone then, and what was done to the ledger is not.
        var problems = await TryVerifyAsync(stoppingToken);
        if (problems is { Count: > 0 })
        {
            problems = await TryVerifyAsync(stoppingToken);
        }

        var (rest, least) = (clock.Elapsed * Share, options.Value.VerificationInterval);
        var pause = rest > least ? rest : least;
        if (problems is not null)
        {
            await ReportAsync(problems, stoppingToken);
            progress.Done(WatchProgress.Verification, pause);
        }

        return NextRun.After(pause);
    }

    // One instance at a time. Vault is asked for the keys before the transaction that holds the lock.
    private async Task<IReadOnlyList<LedgerProblem>?> TryVerifyAsync(CancellationToken cancellationToken)
    {
        using var keys = await verification.ReadKeysAsync(cancellationToken);
        return await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.AllowPausesAsync();
                return _turns.MayWork(await transaction.ScalarAsync<bool>(Lock)) ? (await verification.VerifyAsync(keys, cancellationToken)).Problems : null;
            },
            cancellationToken);
    }

    private async Task ReportAsync(IReadOnlyList<LedgerProblem> problems, CancellationToken cancellationToken)
    {
        foreach (var chain in LedgerChains.All)
        {
            var problem = problems.FirstOrDefault(found => found.Chain == chain);
            LedgerTelemetry.Checked(chain, Check, problem is not null);
            if (problem is not null)
            {
                var place = (problem.Sequence, problem.Checkpoint) switch
                {
                    ({ } sequence, _) => $" at record {sequence}",
                    (_, { } checkpoint) => $" at checkpoint {checkpoint}",
                    _ => "",
                };
                Log.Broken(Logger, chain, problem.Kind, place, problem.Detail);
                await alert.RaiseAsync(new LedgerBrokenException(chain, $"{problem.Kind}{place}: {problem.Detail}"), cancellationToken);
            }
        }
    }
}
