using PenguinMails.Contracts.Messages;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Health;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>What of a sample is wrong.</summary>
[Category("Pure")]
internal sealed class VaultConditionsTests
{
    private const string First = "vault-1:8200";
    private const string Second = "vault-2:8200";
    private static readonly TimeSpan MaxDrift = TimeSpan.FromSeconds(5);

    [Test]
    public void Judge_AllWell_IsNothing() => Assert.That(Judge(First, Node(First), Node(Second, VaultState.Standby)), Is.Empty);

    [Test]
    public void Judge_EveryNodeSealed_IsOneCriticalConditionOfTheWhole() =>
        Assert.That(Judge(null, Node(First, VaultState.Sealed), Node(Second, VaultState.Sealed)), Is.EqualTo(["vault.sealed vault critical"]));

    [Test]
    public void Judge_NoNodeAnswers_IsUnreachable() =>
        Assert.That(Judge(null, Node(First, VaultState.Unreachable), Node(Second, VaultState.Unreachable)), Is.EqualTo(["vault.unreachable vault critical"]));

    [Test]
    public void Judge_SealedAndUnreachableNodes_IsSealed() =>
        Assert.That(Judge(null, Node(First, VaultState.Sealed), Node(Second, VaultState.Unreachable)), Is.EqualTo(["vault.sealed vault critical"]));

    [Test]
    public void Judge_UnsealedWithoutAnActiveNode_IsUnreachable() =>
        Assert.That(Judge(null, Node(First, VaultState.Standby), Node(Second, VaultState.Secondary)), Is.EqualTo(["vault.unreachable vault critical"]));

    [TestCase(VaultState.Sealed)]
    [TestCase(VaultState.Unreachable)]
    public void Judge_OneNodeDownBesideAnActiveOne_IsAWarningAboutThatNode(VaultState state) =>
        Assert.That(Judge(First, Node(First), Node(Second, state)), Is.EqualTo([$"vault.node_down {Second} warning"]));

    [TestCase(5.0, false)]
    [TestCase(-5.0, false)]
    [TestCase(5.1, true)]
    [TestCase(-5.1, true)]
    public void Judge_Clock_CountsBeyondTheLimitInBothDirections(double seconds, bool isWrong) => Assert.That(
        Judge(First, Node(First) with { ClockOffset = TimeSpan.FromSeconds(seconds) }),
        isWrong ? Is.EqualTo([$"vault.clock_drift {First} warning"]) : Is.Empty);

    [TestCase(VaultStorageStates.Degraded, "warning")]
    [TestCase(VaultStorageStates.Offline, "critical")]
    public void Judge_StorageOfAVaultThatServes_IsAsGraveAsItIs(string status, string severity) => Assert.That(
        Words(Sample(First, Node(First)) with { StorageStatus = status }, null), Is.EqualTo([$"vault.storage_degraded vault {severity}"]));

    [Test]
    public void Judge_StorageOfASealedVault_IsNotASecondCondition() => Assert.That(
        Words(Sample(null, Node(First, VaultState.Sealed)) with { StorageStatus = VaultStorageStates.Offline }, null), Is.EqualTo(["vault.sealed vault critical"]));

    [Test]
    public void Judge_Failover_NamesBothNodesAndNeedNotLast()
    {
        var condition = VaultConditions.Judge(Sample(Second, Node(Second)), (First, Second), MaxDrift).Single();

        Assert.That((condition.Kind, condition.MustLast), Is.EqualTo(("vault.failed_over", false)));
        Assert.That(condition.Summary, Does.Contain(First).And.Contain(Second));
    }

    private static string[] Judge(string? active, params NodeSample[] nodes) => Words(Sample(active, nodes), null);

    private static string[] Words(VaultSample sample, (string From, string To)? failover) =>
        [.. VaultConditions.Judge(sample, failover, MaxDrift).Select(condition => $"{condition.Kind} {condition.Subject} {condition.Severity}")];

    private static VaultSample Sample(string? active, params NodeSample[] nodes) => new(DateTimeOffset.UnixEpoch, nodes, active, VaultStorageStates.Healthy);

    private static NodeSample Node(string name, VaultState state = VaultState.Active) =>
        new(name, new Uri($"http://{name}"), state, "1.20.0", TimeSpan.FromMilliseconds(2), TimeSpan.Zero);
}
