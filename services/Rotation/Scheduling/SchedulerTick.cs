using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>
/// One run of the scheduler. Its queries and messages are one transaction, so an interrupted tick has no effect. One tick runs
/// at a time over all instances; the others leave it to that one.
/// </summary>
internal sealed class SchedulerTick(
    Database database, ClockCheck clock, PolicyChanges changes, DueRotations rotations, EndedGracePeriods gracePeriods,
    OverdueSecrets overdue, TimeProvider time)
{
    private const long TickLock = 0x7469636B; // "tick"

    /// <returns>What was requested; null when another instance runs a tick.</returns>
    public async Task<TickResult?> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await database.InTransactionAsync(RunTransactionAsync, cancellationToken);
        if (result is not null)
        {
            RotationTelemetry.Tick(time.GetElapsedTime(started));
        }

        return result;
    }

    private async Task<TickResult?> RunTransactionAsync(DatabaseTransaction transaction)
    {
        if (!await transaction.ScalarAsync<bool>("select pg_try_advisory_xact_lock(@TickLock)", new { TickLock }))
        {
            return null;
        }

        await transaction.LockPoliciesSharedAsync();
        var now = time.GetUtcNow();
        await clock.ApplyAsync(transaction, now);
        await changes.ApplyAsync(transaction, now);
        await overdue.AlertAsync(transaction, now);
        return new TickResult(await rotations.RequestAsync(transaction, now), await gracePeriods.RetireAsync(transaction, now));
    }
}

/// <summary>What a tick sent.</summary>
internal sealed record TickResult(int Rotations, int Retirements)
{
    public bool Any => Rotations + Retirements > 0;
}
