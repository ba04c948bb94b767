using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>Somebody changes a server by hand: what is ours is found and repaired, told of once, and proven.</summary>
[Category("Component")]
public sealed class RepairTests : SharedWorldTests
{
    [TearDown]
    public async Task ShowLogAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(Service.Log);
        }
    }

    [Test]
    public async Task Look_NothingChanged_IsInOrder()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"), "the bootstrap key is left as asked for");

        Assert.That(await watched.FindingsAsync(), Is.Empty);
        var status = (await World.Checks.StatusAsync(watched.Tenant.Id, default))!;
        Assert.That((status.LastOutcome, status.OpenFindings, status.LastCheckedAt is null), Is.EqualTo(("in_order", 0, false)));
    }

    [TestCase("sed -i /penguinmails:/d FILE", TestName = "Line deleted")]
    [TestCase("sed -i 's/^/# /' FILE", TestName = "Line commented out")]
    [TestCase("sed -i 's/^/from=\"192.0.2.1\" /' FILE", TestName = "Line limited to an address")]
    [TestCase("rm -rf FOLDER", TestName = "Folder deleted")]
    [TestCase("sed -i 's/ AAAAC3/ AAAAC4/; s/^AAAAC3/AAAAC4/' FILE", TestName = "Key damaged")]
    public async Task MissingKey_IsPutBack_AndTheTenantLogsIn(string script)
    {
        var watched = await WatchedTenant.EnrolAsync(World);

        var finding = await watched.AssertRepairedAsync("missing_key", Filled(script, watched));

        Assert.That(finding.Fingerprint, Is.EqualTo((await watched.Tenant.CurrentAsync()).Fingerprint));
        Assert.That(finding.Severity, Is.EqualTo("warning"));
        await watched.BreakAsync($"sed -i /^#/d {watched.File}");
        await watched.Tenant.AssertConsistentAsync("repaired");
    }

    [Test]
    public async Task MissingKey_OfARetiringVersion_IsPutBackWithItsEnd()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));

        await watched.AssertRepairedAsync("missing_key", $"sed -i /expiry-time/d {watched.File}");

        await watched.Tenant.AssertConsistentAsync("repaired");
    }

    [TestCase("s/expiry-time=\"[0-9]*Z\" //", TestName = "No end")]
    [TestCase("s/expiry-time=\"20/expiry-time=\"21/", TestName = "A later end")]
    [TestCase("s/^ssh-ed25519/expiry-time=\"20990101000000Z\" ssh-ed25519/", TestName = "An end for the current key")]
    [TestCase("s/expiry-time=\"\\([0-9]*\\)Z\" /expiry-time=\"20990101\" /", TestName = "Local time")]
    public async Task WrongExpiry_IsPutRight(string edit)
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var before = await watched.Tenant.AuthorizedKeysAsync();

        await watched.AssertRepairedAsync("wrong_expiry", $"sed -i '{edit}' {watched.File}");

        Assert.That((await watched.Tenant.AuthorizedKeysAsync()).Split('\n'), Is.EquivalentTo(before.Split('\n')));
        await watched.Tenant.AssertConsistentAsync("repaired");
    }

    [Test]
    public async Task EndedKey_PutBackByHand_IsRemovedAndRefused_AndOtherLinesStay()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var old = (await watched.Tenant.VersionsAsync())[0];
        await watched.Tenant.RunAsync(OperationKind.Retire, old.VersionId);

        var finding = await watched.AssertRepairedAsync(
            "ended_key", $"printf '# a remark\\n{old.PublicKey()} mine, from a backup' >>{watched.File}");

        Assert.That(finding.Fingerprint, Is.EqualTo(old.Fingerprint));
        Assert.That(await watched.Tenant.AuthorizedKeysAsync(), Does.Contain("# a remark"));
        await watched.Tenant.AssertConsistentAsync("repaired");
    }

    [Test]
    public async Task BannedKey_PutBackByHand_IsRefusedAgain_EveryTimeAnew()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var old = await watched.Tenant.CurrentAsync();
        await watched.Tenant.RunAsync(OperationKind.Revoke);

        var finding = await watched.AssertRepairedAsync("banned_key", $"echo '{old.PublicKey()}' >>{watched.File}");

        Assert.That(finding.Severity, Is.EqualTo("critical"));
        Assert.That(await watched.Tenant.OfferAsync(old), Is.TypeOf<SshAnswer.Refused>());
        await watched.AppendAsync(old.PublicKey().ToString());
        await watched.CheckedAsync("in_order");
        Assert.That(await watched.FindingsAsync(), Has.Count.EqualTo(2).And.All.Property("State").EqualTo("resolved"), "a new finding each time");
        Assert.That(await watched.Tenant.AlertsAsync("drift.banned_key"), Is.EqualTo(2));
        await watched.Tenant.RunAsync(OperationKind.Regenerate);
        await watched.Tenant.AssertConsistentAsync("regenerated");
    }

    [TestCase("chmod 666 FILE", TestName = "File for all to write")]
    [TestCase("chmod 770 FOLDER", TestName = "Folder for the group to write")]
    [TestCase("chmod o+w HOME", TestName = "Home for all to write")]
    [TestCase("chown nobody FILE", TestName = "File of another account")]
    [TestCase("chown nobody FOLDER", TestName = "Folder of another account")]
    [TestCase("chown nobody HOME; chmod 700 HOME", TestName = "Home of another account")]
    [TestCase("chown root:root FILE; chmod 600 FILE", TestName = "File that only root reads")]
    [TestCase("chmod 0 FILE", TestName = "File that nobody reads")]
    public async Task ChangedMode_IsPutRight_AndTheTenantLogsIn(string script)
    {
        var watched = await WatchedTenant.EnrolAsync(World);

        await watched.AssertRepairedAsync("changed_mode", Filled(script, watched));

        await watched.Tenant.AssertConsistentAsync("repaired");
    }

    [Test]
    public async Task ChangedMode_FileOfAnother_IsNotGivenToTheAccount()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.BreakAsync($"echo '# root only' >{watched.File}; chown root:root {watched.File}; chmod 600 {watched.File}");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        await TestKit.Eventually.Async(
            async () => (await watched.FindingsAsync()).All(finding => finding is { State: "open", RepairError: not null }), what: "A repair that is given up");

        Assert.That((await watched.BreakAsync($"stat -c %U {watched.File}")).Trim(), Is.EqualTo("root"));
        Assert.That(await watched.Tenant.AlertsAsync("drift.repair_failing"), Is.EqualTo(2), "one for each of the two findings");
        await watched.BreakAsync($"rm {watched.File}");
        await watched.CheckedAsync("in_order");
        await watched.Tenant.AssertConsistentAsync("the file was removed");
    }

    [Test]
    public async Task ChangedMode_FileIsALink_WaitsForAPerson_AndNothingElseEnds()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.BreakAsync($"cd {watched.Folder}; mv authorized_keys real; ln -s real authorized_keys");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));

        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.State, finding.OperationId), Is.EqualTo(("changed_mode", "open", (Guid?)null)));
        Assert.That(finding.Detail, Does.Contain("symbolic link"));
        Assert.That(await watched.Tenant.AlertsAsync("drift.changed_mode"), Is.EqualTo(1));
        await watched.BreakAsync($"cd {watched.Folder}; mv -f real authorized_keys");
        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"));
        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
    }

    [Test]
    public async Task AdminKey_Missing_IsCritical_AndEndsWhenAPersonPutsItBack()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var admin = (await watched.Tenant.VersionsAsync("admin")).Single(version => version.Is(VersionState.Current));
        await watched.BreakAsync($"sed -i /{admin.VersionId}/d /home/penguin-admin/.ssh/authorized_keys");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("admin_access_refused"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("admin_access_refused"));

        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.State, finding.Severity, finding.Fingerprint), Is.EqualTo(("missing_key", "open", "critical", admin.Fingerprint)));
        Assert.That(finding.NextStep, Does.Contain(admin.PublicKey().ToString()));
        Assert.That(await watched.Tenant.AlertsAsync("drift.missing_key"), Is.EqualTo(1));
        await watched.AppendAsync($"{admin.PublicKey()} penguinmails:{admin.VersionId}", "penguin-admin");
        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"));
        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
    }

    [Test]
    public async Task AdminKey_WithOptions_IsPutRight()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var admin = (await watched.Tenant.VersionsAsync("admin")).Single(version => version.Is(VersionState.Current));

        await watched.AssertRepairedAsync("missing_key", $"sed -i '/{admin.VersionId}/s/^/no-agent-forwarding /' /home/penguin-admin/.ssh/authorized_keys");

        Assert.That(
            await watched.BreakAsync("cat /home/penguin-admin/.ssh/authorized_keys"), Does.Contain($"\n{admin.PublicKey()} penguinmails:{admin.VersionId}").Or.StartsWith(admin.PublicKey().ToString()));
    }

    private static string Filled(string script, WatchedTenant watched) => script
        .Replace("FILE", watched.File, StringComparison.Ordinal)
        .Replace("FOLDER", watched.Folder, StringComparison.Ordinal)
        .Replace("HOME", $"/home/{watched.Tenant.Account}", StringComparison.Ordinal);
}
