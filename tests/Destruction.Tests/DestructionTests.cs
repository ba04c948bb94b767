using System.Diagnostics;
using PenguinMails.Destruction.Tests.Destroying;
using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.Destruction.Tests.Proof;
using PenguinMails.Destruction.Tests.Workload;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests;

/// <summary>
/// While tenants and admins work and rotations fall due, everything that can be killed is killed, frozen or cut off, again and again.
/// When all is up again, nothing is lost, nobody is locked out, and nothing was revealed twice.
/// <code>
/// DESTRUCTION_SEED=42     the same order of destruction again
/// DESTRUCTION_KILLS=60    more kills than the eight of every test run; 1000: the long proof (docs/operations/README.md)
/// </code>
/// </summary>
[Category("System")]
public sealed class DestructionTests
{
    [Test]
    public async Task Platform_DestroyedAgainAndAgain_LosesNothingAndRevealsNothingTwice()
    {
        var seed = Number("DESTRUCTION_SEED") ?? Environment.ProcessId;
        var kills = Number("DESTRUCTION_KILLS") ?? StrikeKinds.ShortProof;
        var clock = Stopwatch.StartNew();
        Say($"seed {seed}, {kills} kills");
        await using var platform = await RunningPlatform.StartAsync();
        var bustle = new Bustle(platform);
        await bustle.SignInAsync();
        Say("everything runs");

        var destroyer = new Destroyer(platform, seed, Say);
        using (var evening = new CancellationTokenSource())
        {
            var work = bustle.RunAsync(seed, evening.Token);
            try
            {
                await destroyer.RunAsync(kills);
                await RotatedAsync(platform);
            }
            finally
            {
                await evening.CancelAsync();
                await work;
            }
        }

        Say("the destruction is over");
        await platform.EndScheduleAsync();
        await platform.WaitHealthyAsync();
        Say("everything runs again");
        await Rest.ReachAsync(platform);
        Say("everything rests");
        var wrong = await new Findings(platform, bustle).LookAsync();

        var operations = await OperationRow.AllAsync(platform);
        Say(destroyer.Figures);
        Say($"operations: {operations.Count}, succeeded {operations.Count(operation => operation.Status == "succeeded")}, failed {operations.Count(operation => operation.Status == "failed")} ("
            + string.Join(", ", operations.Where(operation => operation.Status == "failed").CountBy(operation => $"{operation.Kind}: {operation.ErrorCode}").Select(count => $"{count.Key} {count.Value}")) + ")");
        Say("campaigns: " + string.Join(", ", await platform.QueryAsync<string>(
            "rotation",
            "select state || ' ' || count(*) || ' (secrets rotated ' || sum(succeeded) || ', failed ' || sum(failed) || ', skipped ' || sum(skipped) || ')' from campaign group by state")));
        Say($"keys handed out: {bustle.HandedOut.Count}; answers: {string.Join(", ", bustle.Statuses.OrderBy(count => count.Key).Select(count => $"{count.Key} × {count.Value}"))}");
        Assert.Multiple(() =>
        {
            Assert.That(wrong, Is.Empty, $"seed {seed}:\n{string.Join('\n', wrong)}");
            Assert.That(destroyer.KillsUnderWay, Is.GreaterThan(0), "some kills came in the midst of work");
            Assert.That(bustle.HandedOut, Is.Not.Empty, "somebody got a key");
            Assert.That(operations.Count(operation => operation is { Kind: "rotate", Status: "succeeded" }), Is.GreaterThan(platform.Tenants.Count), "keys were rotated");
        });

        void Say(string text) => TestContext.Progress.WriteLine($"{clock.Elapsed:mm\\:ss} {text}");
    }

    /// <summary>Eight kills take less time than it takes to rotate all keys: work goes on until more rotations have succeeded than there are tenants.</summary>
    private static Task RotatedAsync(RunningPlatform platform) => Eventually.Async(
        async () => (await OperationRow.AllAsync(platform)).Count(operation => operation is { Kind: "rotate", Status: "succeeded" }) > platform.Tenants.Count,
        TimeSpan.FromMinutes(3),
        "More rotations than tenants");

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text) : null;
}
