using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>
/// The worker of an operation dies after every effect that the operation has outside; another instance takes the operation up. Whatever
/// the moment, it ends well and nobody is locked out. Each death is a tenant's of its own, so all of them are walked side by side.
/// </summary>
[Category("Component")]
public abstract class CrashWalk : WorldTests
{
    // Each tenant waits for servers most of the time.
    private const int SideBySide = 8;

    // All tenants are on one server, and leases of the dead count there until they run out.
    private static readonly Dictionary<string, string> ManyAtATime = new(StringComparer.Ordinal)
    {
        ["KeyIssuance__Workers"] = "24",
        ["KeyIssuance__OperationsPerServer"] = "20",
    };

    /// <summary>Every effect of the operation, in order: the step, and what it changes in the database, in Vault or on the server.</summary>
    private protected abstract IReadOnlyList<string> Effects { get; }

    /// <summary>The first effect after which the walk's workers die. Default 0: also before any.</summary>
    private protected virtual int FirstDeath => 0;

    /// <summary>Attempts of a step in the instance that dies.</summary>
    private protected virtual int MaxAttempts => 3;

    [Test]
    public async Task Operation_WorkerDiesAfterEachEffect_EndsWell()
    {
        await using var survivor = await World.StartServiceAsync(ManyAtATime);
        await using var mortal = await MortalInstance.StartAsync(World, MaxAttempts);
        await Parallel.ForAsync(
            FirstDeath,
            Effects.Count + 2,
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (life, _) => await WalkAsync(mortal, life));
    }

    /// <param name="mortal">The instance that dies.</param>
    /// <param name="life">How many effects its worker has; more than there are: it lives.</param>
    private async Task WalkAsync(MortalInstance mortal, int life)
    {
        var death = life > Effects.Count ? "no death" : life == 0 ? "death before all effects" : $"death after '{Effects[life - 1]}'";
        var subject = await PrepareAsync();
        var (operation, victim) = await mortal.RunAsync(async database => subject = await StartAsync(mortal, subject, database), life);
        Assert.That(victim.Effects, Is.EqualTo(Effects.Take(life)), death);
        Assert.That(victim.IsDead, Is.EqualTo(life <= Effects.Count), death);
        await AssertEndedWellAsync(subject!, operation, death);
    }

    /// <summary>A tenant in the state from which the operation starts; null when the operation makes the tenant.</summary>
    private protected abstract Task<Tenant?> PrepareAsync();

    /// <summary>Starts the operation over a database.</summary>
    private protected abstract Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database);

    private protected virtual async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        await tenant.SucceededAsync(operation);
        await Eventually.Async(tenant.IsIdleAsync, what: "The end of all operations");
        await tenant.AssertConsistentAsync(death);
        await tenant.AssertOnlyCurrentIsHeldAsync(death);
    }

    private protected async Task<Tenant?> IssuedAsync() => await (await World.EnrolAsync()).IssuedAsync();
}
