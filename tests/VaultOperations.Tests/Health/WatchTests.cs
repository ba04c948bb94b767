using PenguinMails.Contracts.Messages;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Health;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>Which changes of the active node are failovers.</summary>
[Category("Pure")]
internal sealed class WatchTests
{
    private const string First = "vault-1:8200";
    private const string Second = "vault-2:8200";
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    [Test]
    public void Failover_ToAnotherOfTheNodes_IsOneUntilItHasSettled()
    {
        var watch = After(Of(First, First, Second), Of(null, First, Second), Of(Second, First, Second));

        Assert.That(watch.Failover(Settled), Is.EqualTo((First, Second)));
        Assert.That(watch.Failover(TimeSpan.Zero), Is.Null);
    }

    [Test]
    public void Failover_OfTheFirstNodeThatIsSeen_IsNone() => Assert.That(After(Of(First, First, Second)).Failover(Settled), Is.Null);

    [Test]
    public void Failover_WhereOtherNodesAreAskedThanBefore_IsNone()
    {
        var moved = After(Of(First, First), Of(null, Second), Of(Second, Second));

        Assert.That((moved.ActiveNode, moved.Failover(Settled)), Is.EqualTo((Second, ((string, string)?)null)));
    }

    private static Watch After(params VaultSample[] samples) => samples.Aggregate(new Watch { Now = DateTimeOffset.UnixEpoch }, (watch, sample) => watch.With(sample));

    private static VaultSample Of(string? active, params string[] asked) => new(
        DateTimeOffset.UnixEpoch,
        [.. asked.Select(name => new NodeSample(
            name, new Uri($"http://{name}"), name == active ? VaultState.Active : VaultState.Standby, "1.20.0", TimeSpan.Zero, TimeSpan.Zero))],
        active,
        VaultStorageStates.Healthy);
}
