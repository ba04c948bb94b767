using PenguinMails.KeyIssuance.Operations;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Servers that are away, hang, are full, or are somebody else: the old key works on, and the cause is said.</summary>
[Category("Component")]
public sealed class ServerTroubleTests
{
    private World _world = null!;
    private InProcessService _service = null!;

    [SetUp]
    public async Task StartAsync()
    {
        // A /home with a size is lost when the server restarts, so only the test that fills it has one.
        var isFilled = TestContext.CurrentContext.Test.Name == nameof(Rotate_ServerFull_FailsWithTheCause_AndLosesNothing);
        _world = await World.StartAsync(server: new TestSshServerOptions { TenantAccounts = [], HomeSize = isFilled ? "1m" : null });
        _service = await _world.StartServiceAsync(TestContext.CurrentContext.Test.Name == nameof(Rotate_ServerHangs_FailsWithTheCause) ? World.ShortPatience : null);
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(_service.Log);
        }

        await _service.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task Rotate_ServerAway_FailsWithTheCause_AndWorksLater()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await _world.Server.StopAsync();
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That(failed, Is.EqualTo(new EndedOperation("rotate.install", "failed", "server_unreachable", failed.ErrorDetail)));
        Assert.That(failed.ErrorDetail, Does.Contain("refused").And.Contain("old key works"));

        await _world.Server.StartAgainAsync();
        await tenant.AssertConsistentAfterFailureAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertConsistentAsync("rotated after the outage");
    }

    [Test]
    public async Task Rotate_ServerHangs_FailsWithTheCause()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        _world.Server.Pause();
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        _world.Server.Resume();
        Assert.That(failed.ErrorCode, Is.EqualTo("server_unreachable").Or.EqualTo("server_failed"));
        await tenant.AssertConsistentAfterFailureAsync();
    }

    [Test]
    public async Task Rotate_ServerFull_FailsWithTheCause_AndLosesNothing()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        var before = await tenant.AuthorizedKeysAsync();
        await _world.Server.FillHomeAsync();
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That(failed.ErrorCode, Does.StartWith("authorized_keys_"));
        Assert.That(await tenant.AuthorizedKeysAsync(), Is.EqualTo(before));
        await _world.Server.FreeHomeAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertConsistentAsync("rotated when there was space again");
    }

    [Test]
    public async Task Rotate_HostKeyChanged_SendsNothingAndRaisesAnAlert()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await _world.Server.ReplaceHostKeyAsync();
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That(failed.ErrorCode, Is.EqualTo("host_key_changed"));
        var alerts = await _world.Database.ReadAsync(
            read => read.ScalarAsync<int>("select count(*)::int from outbox_message where message_type like '%AlertRaised' and body like '%ssh.host_key_changed%'"), default);
        Assert.That(alerts, Is.EqualTo(1));
        Assert.That(_world.Server.Log, Does.Not.Contain("Accepted publickey"), "nobody logged in to the impostor");
    }

    [Test]
    public async Task Revoke_ServerAway_StaysPendingAndIsProvenWhenItIsBack()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await _world.Server.StopAsync();
        var operation = await tenant.StartAsync(OperationKind.Revoke);
        await Eventually.Async(
            async () => await _world.Database.ReadAsync(
                read => read.ScalarAsync<bool>("select attempts >= 4 from operation where operation_id = @operation", new { operation }), default),
            what: "More attempts than the limit of other operations");
        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("revoking"), "never said before it was seen");
        Assert.That(await tenant.InVaultAsync(), Is.Null, "nothing is left to download");

        await _world.Server.StartAgainAsync();
        await tenant.SucceededAsync(operation);
        await tenant.AssertConsistentAsync("revoked");
    }

    [Test]
    public async Task Rotate_AuthorizedKeysMissing_IsMadeAgain()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await _world.Server.RunAsRootAsync($"rm -rf /home/{tenant.Account}/.ssh");
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        Assert.That(await tenant.LoginAsync(), Is.TypeOf<SshAnswer.Accepted>());
    }

    [Test]
    public async Task Rotate_AuthorizedKeysIsALink_IsRefused()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await _world.Server.RunAsRootAsync(
            $"cd /home/{tenant.Account}/.ssh; mv authorized_keys real; ln -s real authorized_keys; chown -h {tenant.Account} authorized_keys");
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That(failed.ErrorCode, Is.EqualTo("authorized_keys_symlink"));
        Assert.That(await tenant.LoginAsync(), Is.TypeOf<SshAnswer.Accepted>(), "the old key works as before");
    }
}
