using System.Collections.Immutable;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Tests.SecretTypes;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// KeyIssuance's own runner, steps, outcomes and requests are led through every order of events that a small world allows: each call
/// to Vault, server and database happens, fails, or happens and its answer is lost; workers die before and after each of them, or
/// lose their lease and go on; people ask for rotations, revocations and abandonments at any moment; hours pass. In every state the
/// rules of ARCHITECTURE.md hold, and from every state a way leads to rest.
/// <code>
/// STATE_SPACE=all    the largest world too, of 430,000 states
/// </code>
/// </summary>
[Category("Pure")]
public sealed class StateSpaceTests
{
    private const int LastHour = 2;

    private static readonly Dictionary<string, Budget> Worlds = new(StringComparer.Ordinal)
    {
        ["a rotation, a death, a fault"] = new Budget { Rotations = 1, Deaths = 1, Faults = 1 },
        ["a rotation and two faults, which roll it back"] = new Budget { Rotations = 1, Faults = 2 },
        ["two rotations within a grace period"] = new Budget { Rotations = 2, Deaths = 1 },
        ["a rotation whose worker sleeps"] = new Budget { Rotations = 1, Sleepers = 1 },
        ["a revocation, what comes after it, and a worker that sleeps"] = new Budget { Revocations = 1, Regenerations = 1, Sleepers = 1 },
        ["the loss of the server, and a worker that sleeps"] = new Budget { Abandonments = 1, Sleepers = 1 },
        ["a revocation in the midst of a rotation"] = new Budget { Rotations = 1, Revocations = 1 },
        ["a revocation, and what comes after it"] = new Budget { Revocations = 1, Regenerations = 1, Deaths = 1, Faults = 1 },
        ["an emergency reset, a death, a fault"] = new Budget { Resets = 1, Deaths = 1, Faults = 1 },
        ["an emergency reset in the midst of a rotation"] = new Budget { Rotations = 1, Resets = 1 },
        ["a deletion in the midst of a rotation"] = new Budget { Rotations = 1, Deletions = 1 },
        ["a revocation, then a deletion, a death, a fault"] = new Budget { Revocations = 1, Deletions = 1, Deaths = 1, Faults = 1 },
        ["the loss of the server in the midst of a rotation"] = new Budget { Rotations = 1, Abandonments = 1 },
    };

    /// <summary>Takes minutes; what is smaller in it is among the others.</summary>
    private static readonly Dictionary<string, Budget> LargestWorlds = new(StringComparer.Ordinal)
    {
        ["two rotations, and a worker that sleeps"] = new Budget { Rotations = 2, Sleepers = 1 },
    };

    /// <summary>
    /// The worlds in which a target that makes its own versions differs from a server: what a crash, a lost lease or a roll-back leaves there.
    /// </summary>
    private static readonly string[] WorldsOfTargets =
    [
        "a rotation, a death, a fault", "a rotation and two faults, which roll it back", "a rotation whose worker sleeps",
        "a revocation, what comes after it, and a worker that sleeps", "a revocation in the midst of a rotation", "an emergency reset, a death, a fault",
        "a deletion in the midst of a rotation",
    ];

    public static IEnumerable<TestCaseData> Cases =>
    [
        .. Worlds.Keys.Select(name => new TestCaseData(name, false)), .. WorldsOfTargets.Select(name => new TestCaseData(name, true)),
        .. Environment.GetEnvironmentVariable("STATE_SPACE") == "all" ? LargestWorlds.Keys.Select(name => new TestCaseData(name, false)) : [],
    ];

    private KnownSteps _known = new(new Service());

    [OneTimeTearDown]
    public void Forget() => _known = null!;

    [TestCaseSource(nameof(Cases))]
    public void EveryState_RulesHoldAndRestIsReached(string name, bool isMadeByTarget)
    {
        var seen = new Explorer(_known, LastHour).Run(Issued(isMadeByTarget) with { Budget = Worlds.GetValueOrDefault(name) ?? LargestWorlds[name] });
        TestContext.Out.WriteLine($"{name}, {(isMadeByTarget ? TokenType.TypeName : "ssh")}: {seen.States} states, {seen.Transitions} transitions");
        Assert.That(seen.Broken, Is.Null, seen.Trace);
    }

    [Test]
    public void EveryState_OfTheFirstIssue_RulesHoldAndRestIsReached([Values] bool isMadeByTarget)
    {
        var seen = new Explorer(_known, LastHour).Run(Enrolled(new Budget { Deaths = 1, Faults = 1 }, isMadeByTarget));
        TestContext.Out.WriteLine($"the first issue: {seen.States} states, {seen.Transitions} transitions");
        Assert.That(seen.Broken, Is.Null, seen.Trace);
    }

    /// <summary>The exploration can fail: each of these mistakes is found.</summary>
    [TestCaseSource(typeof(Mutations), nameof(Mutations.All))]
    public void EveryState_WithAMistake_BreaksARule(object mutation)
    {
        var mistake = (Mutation)mutation;
        var seen = new Explorer(new KnownSteps(new Service(mistake)), LastHour).Run(Issued(mistake.IsMadeByTarget) with { Budget = mistake.Budget });
        Assert.That(seen.Broken, Does.Contain(mistake.Finding), seen.Trace);
        TestContext.Out.WriteLine($"{mistake.Name}: {seen.Broken} ({seen.States} states)");
    }

    /// <summary>A tenant whose first key is asked for.</summary>
    private static ModelState Enrolled(Budget budget, bool isMadeByTarget)
    {
        var admin = ImmutableArray.Create(new StoredValue(-1, -1, IsDestroyed: false));
        var empty = new ModelState { Budget = budget, IsMadeByTarget = isMadeByTarget };
        return new Service().Request(empty with { Vault = empty.Vault.Add("admin", admin) }, OperationKind.Issue)!;
    }

    /// <summary>A tenant whose first key is current.</summary>
    private static ModelState Issued(bool isMadeByTarget)
    {
        var service = new Service();
        var state = Enrolled(new Budget(), isMadeByTarget);
        state = state with { Operation = state.Operation! with { Owner = 0 }, Workers = [ModelWorker.New(0)] };
        while (!state.IsIdle)
        {
            state = service.Step(state, state.Workers[0], Fate.Happens);
        }

        return state;
    }
}
