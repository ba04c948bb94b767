using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Tests.Drift;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.GracePeriods;

/// <summary>What is promised of a grace period is seen on the server, also on one that drops lines with an end.</summary>
[Category("Component")]
public sealed class EndOfGraceTests : ServedWorldTests
{
    [Test]
    public async Task Rotate_ServerThatDropsLinesWithAnEnd_KeepsTheOldKey_AndThePlatformEndsIt()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var tenant = watched.Tenant;
        // What sshd before 9.1 makes of the file.
        await watched.BreakAsync("printf '#!/bin/sh\\ngrep -v expiry-time \"/home/$1/.ssh/authorized_keys\"\\n' >/etc/as-old-sshd; chmod 755 /etc/as-old-sshd");
        await World.Server.AppendConfigurationAsync(
            $"Match User {tenant.Account}\nAuthorizedKeysFile none\nAuthorizedKeysCommand /etc/as-old-sshd %u\nAuthorizedKeysCommandUser root");

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        var old = (await tenant.VersionsAsync())[0];
        Assert.That((old.State, old.EndsByPlatform), Is.EqualTo(("retiring", true)));
        Assert.That(await tenant.OfferAsync(old), Is.TypeOf<SshAnswer.Accepted>(), "the old key works until its end");
        Assert.That(await tenant.AuthorizedKeysAsync(), Does.Not.Contain("expiry-time"));
        Assert.That(await tenant.AlertsAsync("operation.no_end_at_target"), Is.EqualTo(1));
        await watched.CheckAsync();
        Assert.That((await watched.FindingsAsync()).Select(finding => finding.Kind), Is.EqualTo(new[] { "other_source" }), "no line is wrong");

        await tenant.RunAsync(OperationKind.Retire, old.VersionId);
        Assert.That(await tenant.OfferAsync(old), Is.TypeOf<SshAnswer.Refused>());
    }

    [Test]
    public async Task Rotate_ServerThatTakesTheEnd_IsToldIt()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        var old = (await tenant.VersionsAsync())[0];
        Assert.That((old.State, old.EndsByPlatform), Is.EqualTo(("retiring", false)));
        Assert.That(await tenant.AuthorizedKeysAsync(), Does.Contain($"expiry-time=\"{old.GraceEndsAt!.Value.UtcDateTime:yyyyMMddHHmmss}Z\""));
        Assert.That(await tenant.OfferAsync(old), Is.TypeOf<SshAnswer.Accepted>());
    }
}
