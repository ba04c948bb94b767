using PenguinMails.Postgres;
using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>
/// One look at what is due. Everything it finds and sends is one transaction: a tick that dies has done nothing. One tick runs
/// at a time over all instances; the others leave it to that one.
/// </summary>
internal sealed class SchedulerTick(
    Database database, ClockCheck clock, DueRotations rotations, EndedGracePeriods gracePeriods, TimeProvider time)
{
    private const long TickLock = 0x7469636B; // "tick"

    /// <returns>How many rotations and retirements were asked for; null when another instance is at it.</returns>
    public Task<TickResult?> RunAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (!await transaction.ScalarAsync<bool>("select pg_try_advisory_xact_lock(@TickLock)", new { TickLock }))
            {
                return null;
            }

            var now = time.GetUtcNow();
            await clock.ApplyAsync(transaction, now);
            return new TickResult(await rotations.AskAsync(transaction, now), await gracePeriods.RetireAsync(transaction, now));
        },
        cancellationToken);
}

/// <summary>What a tick sent.</summary>
internal sealed record TickResult(int Rotations, int Retirements)
{
    public bool Any => Rotations + Retirements > 0;
}
