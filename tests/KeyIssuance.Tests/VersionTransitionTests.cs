using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Every pair of states, against the lifecycle as ARCHITECTURE.md draws it.</summary>
[Category("Pure")]
public sealed class VersionTransitionTests
{
    private static readonly HashSet<(VersionState From, VersionState To)> Allowed =
    [
        (VersionState.Staged, VersionState.Installed),
        (VersionState.Installed, VersionState.Verified),
        (VersionState.Verified, VersionState.Current),
        (VersionState.Current, VersionState.Retiring),
        (VersionState.Retiring, VersionState.Retired),
        (VersionState.Staged, VersionState.Abandoned),
        (VersionState.Installed, VersionState.Abandoned),
        (VersionState.Verified, VersionState.Abandoned),
        (VersionState.Staged, VersionState.Revoking),
        (VersionState.Installed, VersionState.Revoking),
        (VersionState.Verified, VersionState.Revoking),
        (VersionState.Current, VersionState.Revoking),
        (VersionState.Retiring, VersionState.Revoking),
        (VersionState.Revoking, VersionState.Revoked),
        (VersionState.Revoking, VersionState.Abandoned),
    ];

    [Test]
    public void SourcesOf_EveryPair_IsTheLifecycle([Values] VersionState from, [Values] VersionState to) =>
        Assert.That(VersionTransitions.SourcesOf(to).Contains(from), Is.EqualTo(Allowed.Contains((from, to))));
}
