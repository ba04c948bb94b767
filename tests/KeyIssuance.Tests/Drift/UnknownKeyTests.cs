using Microsoft.Extensions.Options;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>Keys that nobody issued wait for a person; until then, and where they are accepted, they stay as they are.</summary>
[Category("Component")]
public sealed class UnknownKeyTests : ServedWorldTests
{
    [Test]
    public async Task Accept_KeyStays_AndIsNotReportedAgain()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = await watched.StrangerAsync();
        await watched.AppendAsync($"command=\"/bin/true\" {key} monitoring");
        var before = await watched.Tenant.AuthorizedKeysAsync();
        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"), "it waits");
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.State, finding.Severity, finding.Fingerprint), Is.EqualTo(("unknown_key", "open", "warning", key.Fingerprint)));

        var accepted = await watched.AcceptAsync(finding.FindingId);

        Assert.That(accepted, Is.TypeOf<DecisionOutcome.Accepted>());
        Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.Accepted>(), "twice is once");
        await watched.CheckedAsync("in_order");
        Assert.That(await watched.Tenant.AuthorizedKeysAsync(), Is.EqualTo(before), "not a byte was changed");
        var decided = await watched.OnlyFindingAsync();
        Assert.That((decided.State, decided.Decision!.Action, decided.Decision.Reason), Is.EqualTo(("accepted", "accept", "The monitoring's key")));
        Assert.That(await watched.Tenant.AlertsAsync("drift.unknown_key"), Is.EqualTo(1));
        Assert.That(await watched.Tenant.AuditedAsync(finding.FindingId), Is.EqualTo(new[] { "drift.detect success", "drift.accept success" }));
    }

    [Test]
    public async Task Judge_ServerNotCheckedForTwoIntervals_IsReportedUntilItIs()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await CheckedAsync("now() - interval '3 hours'", watched);
        await PresentAsync("now() - interval '1 hour'", "now()");
        var late = await JudgeAsync();
        Assert.That((late.Work, late.IsKnown), Is.EqualTo((PeriodicWork.DriftChecks, true)));
        Assert.That(late.DueAt, Is.EqualTo(TimeProvider.System.GetUtcNow().AddHours(-3)).Within(TimeSpan.FromMinutes(5)));

        await CheckedAsync("now()", watched);
        Assert.That(await JudgeAsync(), Is.EqualTo(PeriodicWorkState.OnTime(PeriodicWork.DriftChecks)));
    }

    [Test]
    public async Task Judge_AfterTheServiceWasAway_IsNotKnownUntilItHadTimeToCatchUp()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await CheckedAsync("now() - interval '1 day'", watched);

        await PresentAsync("now() - interval '3 days'", "now() - interval '6 minutes'");
        Assert.That(await JudgeAsync(), Is.EqualTo(PeriodicWorkState.NotKnown(PeriodicWork.DriftChecks)), "it was away");
        Assert.That((await JudgeAsync()).IsKnown, Is.False, "as every instance says then");
        await PresentAsync("now() - interval '14 minutes'", "now() - interval '4 minutes'");
        Assert.That((await JudgeAsync()).IsKnown, Is.False, "it has still time");
        await PresentAsync("now() - interval '16 minutes'", "now() - interval '4 minutes'");
        Assert.That((await JudgeAsync()).DueAt, Is.Not.Null, "an instance that ends and starts again wins no time");

        await PresentAsync("now() - interval '3 days'", "now() - interval '6 minutes'");
        await CheckedAsync("now()", watched);
        Assert.That(await JudgeAsync(), Is.EqualTo(PeriodicWorkState.OnTime(PeriodicWork.DriftChecks)), "what is done is known to be");
    }

    private Task<PeriodicWorkState> JudgeAsync() => World.Database.InTransactionAsync(Lateness.JudgeAsync, default);

    private Task PresentAsync(string since, string seenAt) => World.Database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            $"insert into drift_presence (since, seen_at) values ({since}, {seenAt}) on conflict (is_only) do update set since = excluded.since, seen_at = excluded.seen_at"),
        default);

    private static DriftLateness Lateness => new(Options.Create(new DriftOptions()));

    private Task CheckedAsync(string at, WatchedTenant watched) => World.Database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            $"update drift_watch set checked_at = {at}, due_at = now() + interval '1 hour' where server_id = (select server_id from server where tenant_id = @Id)",
            new { watched.Tenant.Id }),
        default);

    [Test]
    public async Task Remove_KeyIsGoneAndRefused_AndADecisionOnItIsRefused()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = await watched.StrangerAsync();
        await watched.AppendAsync($"{key} somebody");
        Assert.That(await watched.OfferAsync(key), Is.TypeOf<SshAnswer.Accepted>());
        await watched.CheckAsync();
        var finding = await watched.OnlyFindingAsync();

        var removing = (DecisionOutcome.Removing)await watched.RemoveAsync(finding.FindingId);

        await watched.Tenant.SucceededAsync(((StartOutcome.Started)removing.Started).OperationId);
        var removed = await watched.FindingInAsync("resolved");
        Assert.That(removed.Decision!.Action, Is.EqualTo("remove"));
        Assert.That(await watched.OfferAsync(key), Is.TypeOf<SshAnswer.Refused>());
        await watched.Tenant.AssertConsistentAsync("removed");
        Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.Closed>());
        Assert.That(await watched.RemoveAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.Closed>());
        Assert.That(await watched.AcceptAsync(Guid.CreateVersion7()), Is.TypeOf<DecisionOutcome.NoSuchFinding>());
        Assert.That(
            await watched.Tenant.AuditedAsync(finding.FindingId),
            Is.EqualTo(new[] { "drift.detect success", "drift.remove success", "drift.resolve success" }));
    }

    [Test]
    public async Task Remove_KeyThatWasAcceptedBefore_IsReportedWhenItComesBack()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = await watched.StrangerAsync();
        await watched.AppendAsync($"{key} somebody");
        await watched.CheckAsync();
        var finding = await watched.OnlyFindingAsync();
        await watched.AcceptAsync(finding.FindingId);

        await watched.RemoveAsync(finding.FindingId);
        await watched.FindingInAsync("resolved");
        await watched.AppendAsync($"{key} somebody");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        Assert.That((await watched.FindingsAsync()).Select(each => each.State), Is.EquivalentTo(new[] { "open", "resolved" }));
        Assert.That(await watched.Tenant.AlertsAsync("drift.unknown_key"), Is.EqualTo(2));
    }

    [Test]
    public async Task Look_KeyInTheAdminAccount_IsCritical_AndIsRemoved()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = await watched.StrangerAsync();
        await watched.AppendAsync($"{key} intruder", "penguin-admin");

        await watched.CheckAsync();

        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.Severity, finding.Account), Is.EqualTo(("unknown_key", "critical", "penguin-admin")));
        await watched.RemoveAsync(finding.FindingId);
        await watched.FindingInAsync("resolved");
        Assert.That(await watched.OfferAsync(key, "penguin-admin"), Is.TypeOf<SshAnswer.Refused>());
        await watched.CheckedAsync("in_order");
    }

    [Test]
    public async Task Look_AnotherTenantsKeyOnTheSameServer_IsReportedWhereItDoesNotBelong_AndNowhereElse()
    {
        var (watched, neighbour) = (await WatchedTenant.EnrolAsync(World), await WatchedTenant.EnrolAsync(World));
        var foreign = await neighbour.Tenant.CurrentAsync();
        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"), "the admin account holds the keys of both");

        await watched.AppendAsync(foreign.PublicKey().ToString());

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
        Assert.That(await neighbour.CheckAsync(), Is.EqualTo("in_order"));
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.State), Is.EqualTo(("unknown_key", "open")));
        Assert.That(finding.Detail, Does.Contain("another account"));
        await watched.RemoveAsync(finding.FindingId);
        await watched.FindingInAsync("resolved");
        await neighbour.Tenant.AssertConsistentAsync("untouched");
    }

    [Test]
    public async Task Look_AccountSharedWithATenantThatIsBeingEnrolled_IsInOrder()
    {
        var (watched, newcomer) = (await WatchedTenant.EnrolAsync(World), await WatchedTenant.EnrolAsync(World));
        await World.ExecuteAsync("update server set state = 'enrolling' where tenant_id = @Id", new { newcomer.Tenant.Id });

        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"));
    }

    [Test]
    public async Task Accept_KeyInTheAccountThatTenantsShare_IsOneDecision()
    {
        var (watched, neighbour) = (await WatchedTenant.EnrolAsync(World), await WatchedTenant.EnrolAsync(World));
        await watched.AppendAsync($"{await watched.StrangerAsync()} monitoring", "penguin-admin");
        await watched.CheckAsync();

        await watched.AcceptAsync((await watched.OnlyFindingAsync()).FindingId);

        Assert.That(await neighbour.CheckAsync(), Is.EqualTo("in_order"));
        await watched.RemoveAsync((await watched.OnlyFindingAsync()).FindingId);
        await watched.FindingInAsync("resolved");
    }

    [Test]
    public async Task Look_FileFullOfKeys_MakesABoundedNumberOfFindings()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.BreakAsync($$"""
            i=0
            while [ $i -lt 150 ]; do
                printf 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA%042d flood\n' $i
                i=$((i + 1))
            done >>{{watched.File}}
            """);

        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));

        Assert.That(await watched.FindingsAsync(), Has.Count.EqualTo(DriftFindings.MaxPerAccount));
    }

    [Test]
    public async Task Decide_OnAFindingThatRepairsItself_IsRefused()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.AssertRepairedAsync("missing_key", $"rm {watched.File}");

        var finding = await watched.OnlyFindingAsync();

        Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.NoDecisionNeeded>());
        Assert.That(await watched.RemoveAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.NoDecisionNeeded>());
    }
}
