using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>What sshd accepts is found and ended, however it is written and wherever it lies.</summary>
[Category("Component")]
public sealed class SpellingTests : ServedWorldTests
{
    [TestCase("ssh-ed25519 \\rBLOB\\n", Description = "a carriage return before the key")]
    [TestCase("ssh-ed25519 BL\\vOB\\f\\r\\n", Description = "white space within it")]
    [TestCase("ssh-ed25519 BLOB\\0 # rubbish\\n", Description = "a zero byte behind it")]
    [TestCase(",,NO-PTY,restrict, \\tssh-ed25519\\t \\tBLOB\\n", Description = "empty options")]
    public async Task Check_BackDoorInAnotherSpelling_IsFound_AndRemoved(string line)
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = await watched.StrangerAsync();
        var written = line.Replace("BLOB", key.Blob, StringComparison.Ordinal).Replace("BL\\vOB", key.Blob.Insert(30, "\\v"), StringComparison.Ordinal);
        await watched.BreakAsync($"printf '{written}' >>{watched.File}");
        Assert.That(await watched.OfferAsync(key), Is.TypeOf<SshAnswer.Accepted>(), "sshd takes it");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.Fingerprint), Is.EqualTo(("unknown_key", key.Fingerprint)));
        var removing = (DecisionOutcome.Removing)await watched.RemoveAsync(finding.FindingId);
        await watched.Tenant.SucceededAsync(((StartOutcome.Started)removing.Started).OperationId);
        Assert.That(await watched.OfferAsync(key), Is.TypeOf<SshAnswer.Refused>());
    }

    [Test]
    public async Task Check_LineThatIsNotUnderstood_IsFound_UntilAPersonAcceptsIt()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.AppendAsync("ssh-ed448 AAAA of another time");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.Detail), Is.EqualTo(("unclear_line", "Line 2 of authorized_keys is not understood; sshd may accept a key for it.")));
        Assert.That(await watched.RemoveAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.NoDecisionNeeded>());
        Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.Accepted>());
        await watched.CheckedAsync("in_order");
    }

    [Test]
    public async Task Revoke_KeyWithACopyInAnotherFile_NamesThePlace_AndWaitsUntilItIsGone()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await World.Server.AppendConfigurationAsync($"Match User {watched.Tenant.Account}\nAuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2");
        var current = await watched.Tenant.CurrentAsync();
        await watched.BreakAsync($"printf '# mine\\n{current.PublicKey()}\\n' >{watched.File}2; chown {watched.Tenant.Account} {watched.File}2");
        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.Fingerprint), Is.EqualTo(("copied_key", current.Fingerprint)));
        Assert.That(finding.Detail, Does.Contain($"{watched.File}2, line 2"));

        var revocation = await watched.Tenant.StartAsync(OperationKind.Revoke);
        await Eventually.Async(
            async () => await World.CountAsync(
                "select count(*)::int from operation where operation_id = @revocation and error_code = 'still_accepted' and error_detail like '%' || @place || '%'",
                new { revocation, place = $"{watched.File}2, line 2" }) == 1,
            what: "The place of the copy");
        Assert.That((await watched.Tenant.VersionsAsync()).Single().State, Is.EqualTo("revoking"));

        await watched.BreakAsync($"rm {watched.File}2");
        await watched.Tenant.SucceededAsync(revocation);
        Assert.That(await watched.Tenant.OfferAsync(current), Is.TypeOf<SshAnswer.Refused>());
    }
}
