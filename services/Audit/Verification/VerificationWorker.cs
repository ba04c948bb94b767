using PenguinMails.Audit.Checkpoints;

namespace PenguinMails.Audit.Verification;

/// <summary>
/// Verifies the whole ledger again and again, so that a change is an alert without anybody asking. A pause is at least twenty times as long as the
/// verification took: of a small ledger half a minute, of one that takes minutes an hour.
/// </summary>
internal sealed class VerificationWorker(
    MigrationsDone migrations, Database database, LedgerVerification verification, BrokenLedgerAlert alert, IOptions<VerificationOptions> options,
    TimeProvider time, ILogger<VerificationWorker> log) : DatabaseWorker(migrations, time, log)
{
    private const string Lock = "select pg_try_advisory_xact_lock(hashtext('audit_verification'))";
    private const string Check = "verification";
    private const int Share = 20;

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(30);

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var clock = Stopwatch.StartNew();
        // One instance at a time.
        var problems = await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.AllowPausesAsync();
                return await transaction.ScalarAsync<bool>(Lock) ? await VerifyAsync(stoppingToken) : null;
            },
            stoppingToken);
        if (problems is not null)
        {
            await ReportAsync(problems, stoppingToken);
        }

        var pause = clock.Elapsed * Share;
        return NextRun.After(pause > options.Value.VerificationInterval ? pause : options.Value.VerificationInterval);
    }

    // Twice: what a month that was archived meanwhile looked like is gone then, and what was done to the ledger is not.
    private async Task<IReadOnlyList<LedgerProblem>> VerifyAsync(CancellationToken cancellationToken)
    {
        var first = await verification.VerifyAsync(cancellationToken);
        return first.Valid ? [] : (await verification.VerifyAsync(cancellationToken)).Problems;
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
