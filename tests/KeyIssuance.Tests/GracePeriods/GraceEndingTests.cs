using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.GracePeriods;

/// <summary>A person ends grace periods before their time: the replaced keys are refused then, and the current one works.</summary>
[Category("Component")]
public sealed class GraceEndingTests : SharedWorldTests
{
    [Test]
    public async Task EndGrace_TwoReplacedKeys_BothAreRefusedAndTheCurrentOneWorks()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        Assert.That(await EndAsync(tenant), Is.TypeOf<StartOutcome.NoGracePeriod>(), "nothing was replaced yet");
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(2));
        var replaced = (await tenant.VersionsAsync()).Where(version => version.Is(VersionState.Retiring)).ToArray();
        Assert.That(replaced, Has.Length.EqualTo(2));
        Assert.That(
            (await World.Credentials.FindAsync(tenant.Id, default))!.GracePeriod, Has.Property("PreviousFingerprint").EqualTo(replaced[1].Fingerprint));

        var operation = ((StartOutcome.Started)await EndAsync(tenant)).OperationId;

        Assert.That(
            (await World.Credentials.FindAsync(tenant.Id, default))!.GracePeriod,
            Has.Property("EndsAt").LessThanOrEqualTo(TimeProvider.System.GetUtcNow()),
            "over, and not yet seen to be");
        await tenant.SucceededAsync(operation);
        Assert.That(await tenant.OfferAsync(replaced[0]), Is.TypeOf<SshAnswer.Refused>(), "the one that the operation retired");
        await Eventually.Async(
            async () => (await tenant.VersionsAsync()).Select(version => version.State).SequenceEqual(["retired", "retired", "current"]),
            what: "The end of the other one");
        await tenant.AssertConsistentAsync("both grace periods ended");
        Assert.That((await World.Credentials.FindAsync(tenant.Id, default))!.GracePeriod, Is.Null);
        Assert.That(await tenant.AuditedAsync(operation), Is.EqualTo(new[]
        {
            "ssh_key.retire intent",
            "ssh_key.end_grace success",
            "ssh_key.end_grace success",
            "ssh_key.retire.retire success",
            "ssh_key.retire.prove success",
            "ssh_key.retire success",
        }));
        Assert.That(await EndAsync(tenant), Is.TypeOf<StartOutcome.NoGracePeriod>(), "once");
    }

    [Test]
    public async Task EndGrace_WhileAnotherOperationRuns_IsRefusedAndChangesNothing()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        World.Server.Pause();
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        Assert.That(await EndAsync(tenant), Is.EqualTo(new StartOutcome.InProgress(rotation, OperationKind.Rotate)));

        World.Server.Resume();
        await tenant.SucceededAsync(rotation);
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "retiring", "retiring", "current" }));
        await tenant.AssertConsistentAsync("both in their grace periods");
    }

    private Task<StartOutcome> EndAsync(Tenant tenant) => World.Database.InTransactionAsync(
        transaction => World.EndGracePeriod.EndAsync(
            transaction, tenant.Key, new AuditActor(Guid.CreateVersion7(), "owner@tenant.example", "tenant_owner", null, null, null), "tenant", "moved on"),
        default);
}
