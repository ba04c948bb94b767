using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Campaigns;

/// <summary>Campaigns on a real broker and database; the tests answer for KeyIssuance.</summary>
[Category("Component")]
internal sealed class CampaignTests : CampaignFixture
{
    [Test]
    public async Task Campaign_ManySecrets_EachIsRotatedOnceWithinItsLimits()
    {
        await StartAsync();
        await StartAsync();
        var secrets = await IssueAsync(24, Now.AddDays(-1));
        foreach (var (secret, index) in secrets.Select((secret, index) => (secret, index)))
        {
            await Others.PublishAsync(Enrolled(secret.TenantId, $"127.0.10.{index % 3}", Now));
        }

        await Eventually.Async(async () => await CountAsync("tenant_schedule where server is not null") == secrets.Count);
        var id = await BeginAsync(All with { Concurrency = 5, PerServer = 2 });

        var answered = 0;
        while (answered < secrets.Count)
        {
            await Eventually.Async(() => Others.Rotations.Count > answered, what: $"Request {answered + 1}");
            var underWay = Others.Rotations.Skip(answered).ToList();
            var perServer = underWay.GroupBy(request => IndexOf(secrets, request.Secret) % 3).Max(server => server.Count());
            Assert.That((underWay.Count <= 5, perServer <= 2), Is.EqualTo((true, true)), $"{underWay.Count} under way, {perServer} on one server");
            await RotateAsync(Others.Rotations[answered++]);
        }

        var campaign = await ReachesAsync(id, campaign => campaign.FinishedAt is not null);
        Assert.That((campaign.State, campaign.Succeeded, campaign.Failed, campaign.Running, campaign.Pending), Is.EqualTo(("completed", 24, 0, 0, 0)));
        Assert.That(Others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
        Assert.That(
            Others.Rotations.Select(request => (request.TriggeredBy, request.Trigger, request.Reason, request.OnBehalfOf, request.CampaignId)),
            Is.All.EqualTo((Triggers.Manual, "campaign", "quarterly review", new OnBehalfOf(Admin.UserId, Admin.User, Admin.Role), (Guid?)id)));
        await TicksAsync();
        Assert.That(Others.Progress.MaxBy(progress => progress.Version), Has.Property("State").EqualTo("completed").And.Property("Succeeded").EqualTo(24));
        Assert.That(Others.Progress.Select(progress => progress.Version), Is.Unique);
        Assert.That(Others.Audited.Count(record => record.Action == "rotation.request"), Is.EqualTo(24));
        Assert.That(Others.Audited.Select(record => record.CampaignId), Is.All.EqualTo(id));
        Assert.That(
            Others.Audited.Where(record => record.Action != "campaign.start").Select(record => (record.Actor.Role, record.OnBehalfOf?.User)),
            Is.All.EqualTo((Roles.Service, Admin.User)));
        Assert.That(
            Others.Audited.Select(record => record.Action).Where(action => action.StartsWith("campaign.", StringComparison.Ordinal)),
            Is.EqualTo(["campaign.start", "campaign.complete"]));
    }

    [Test]
    public async Task RotateAll_Unconfirmed_SaysWhatItWouldTouchAndTouchesNothing()
    {
        await StartAsync();
        var secrets = await IssueAsync(3, Now.AddDays(-1));
        await Others.PublishAsync(Issued(secrets[0] with { Name = "admin" }, Guid.CreateVersion7(), Now.AddDays(-1)));
        await Others.PublishAsync(Revoked(secrets[2], Now));
        await Eventually.Async(async () => await CountAsync("scheduled_secret") == 4 && await CountAsync("scheduled_secret where state = 'ended'") == 1);

        var problem = await RefusedAsync(new RotateAll("ssh", "all"));

        Assert.That(problem.Kind.Code, Is.EqualTo("confirmation_required"));
        Assert.That((problem.Extensions!["secrets"], problem.Extensions["tenants"]), Is.EqualTo((3, 2)));
        foreach (var nothing in new[] { new RotateAll("smtp", "all", "x", Confirm: true), new RotateAll("all", "overdue", "x", Confirm: true), new RotateAll("smtp", "all") })
        {
            Assert.That((await RequestAsync(nothing) as Ok<NothingToRotate>)?.Value, Is.EqualTo(new NothingToRotate(0)), $"{nothing}");
        }

        Assert.That(await CountAsync("campaign"), Is.Zero);
        await TicksAsync();
        Assert.That(Others.Rotations, Is.Empty);
    }

    [Test]
    public async Task RotateAll_OverdueAndSelected_TouchExactlyThose()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "1"));
        var overdue = await IssueAsync(2, Now.AddDays(-100));
        var others = await IssueAsync(2, Now.AddDays(-1));
        await Eventually.Async(() => Others.Rotations.Count == 1);
        Assert.That((await RefusedAsync(new RotateAll("all", "overdue"))).Extensions!["secrets"], Is.EqualTo(2));

        var unknown = await RefusedAsync(Selecting(others[0], AnySecret(), others[1] with { Name = "other" }));
        Assert.That(unknown.Errors!.Keys, Is.EquivalentTo(["secrets[1]", "secrets[2]"]));
        await Others.PublishAsync(Revoked(others[0], Now));
        await Eventually.Async(async () => await CountAsync("scheduled_secret where state = 'ended'") == 1);
        var causes = await RefusedAsync(Selecting(others[0], AnySecret(), others[1]) with { SecretType = "smtp" });
        Assert.That(causes.Errors!.Values.SelectMany(messages => messages).Distinct(), Is.EqualTo(["Is of another type than 'secretType' says."]));
        causes = await RefusedAsync(Selecting(others[0], AnySecret()));
        Assert.That(causes.Errors!["secrets[0]"].Single(), Does.StartWith("Has no current version"), "each its own cause");
        Assert.That(causes.Errors["secrets[1]"].Single(), Does.StartWith("Is not known"));
        await BeginAsync(Selecting(others[1]) with { GracePeriod = "PT30M" });

        await Eventually.Async(() => Others.Rotations.Count == 2);
        await TicksAsync();
        Assert.That(Others.Rotations[1].Secret, Is.EqualTo(others[1]));
        Assert.That(Others.Rotations[1].GracePeriod, Is.EqualTo(TimeSpan.FromMinutes(30)));
        Assert.That(overdue, Has.One.EqualTo(Others.Rotations[0].Secret));
    }

    [Test]
    public async Task Canary_GoesFirst_AndTheRestFollowsOnlyIfItGoesWell()
    {
        await StartAsync();
        await IssueAsync(20, Now.AddDays(-1));
        var id = await BeginAsync(All with { Canary = 20, Concurrency = 50, PerServer = 10 });
        await Eventually.Async(() => Others.Rotations.Count == 4);
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(4));
        Assert.That(await FindAsync(id), Has.Property("State").EqualTo("canary").And.Property("Canary").EqualTo(4));

        foreach (var request in Others.Rotations.Take(3))
        {
            await RotateAsync(request);
        }

        // Outcomes are taken side by side, and the failure halts at once.
        await ReachesAsync(id, campaign => campaign.Succeeded == 3);
        await FailAsync(Others.Rotations[3]);
        var halted = await ReachesAsync(id, campaign => campaign.State == "halted");
        Assert.That(halted.StateReason, Does.Contain("1 of 4 rotations failed; at most 10 % may"));
        var alert = (await Eventually.GetAsync(() => Task.FromResult(Others.Alerts), alerts => alerts.Count == 1))[0];
        Assert.That((alert.Kind, alert.Severity), Is.EqualTo(("campaign.halted", AlertSeverities.Critical)));
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(4), "nothing more is asked for");
        var failed = (await ItemsAsync(id, "failed")).Items.Single();
        Assert.That((failed.Code, failed.Detail, failed.IsCanary), Is.EqualTo(("server_unreachable", "The server did not answer. Start it.", true)));
        Assert.That(failed.NextStep, Does.Contain("/retry"));

        Assert.That(await ControlAsync(id, (control, transaction) => control.ResumeAsync(transaction, id, Admin)), Is.EqualTo(ControlOutcome.Done));
        await Eventually.Async(() => Others.Rotations.Count == 20);
        foreach (var request in Others.Rotations.Skip(4))
        {
            await RotateAsync(request);
        }

        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: 19, Failed: 1 });

        Assert.That(await ControlAsync(id, (control, transaction) => control.RetryAsync(transaction, id, Admin)), Is.EqualTo(ControlOutcome.Done));
        await Eventually.Async(() => Others.Rotations.Count == 21);
        Assert.That(Others.Rotations[20].Secret, Is.EqualTo(Others.Rotations[3].Secret));
        Assert.That(Others.Rotations[20].RequestId, Is.Not.EqualTo(Others.Rotations[3].RequestId));
        await RotateAsync(Others.Rotations[20]);
        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: 20, Failed: 0, FinishedAt: not null });
    }

    [Test]
    public async Task Campaign_PausedResumedCancelled_EndsWhatIsUnderWayAndSkipsTheRest()
    {
        await StartAsync();
        await IssueAsync(6, Now.AddDays(-1));
        var id = await BeginAsync(All with { Concurrency = 2 });
        await Eventually.Async(() => Others.Rotations.Count == 2);

        Assert.That(await ControlAsync(id, (control, transaction) => control.PauseAsync(transaction, id, Admin)), Is.EqualTo(ControlOutcome.Done));
        Assert.That(await ControlAsync(id, (control, transaction) => control.PauseAsync(transaction, id, Admin)), Is.EqualTo(ControlOutcome.NotAllowed));
        await RotateAsync(Others.Rotations[0]);
        await ReachesAsync(id, campaign => campaign is { State: "paused", Succeeded: 1, Running: 1, Pending: 4 });
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(2));

        await ControlAsync(id, (control, transaction) => control.ResumeAsync(transaction, id, Admin));
        await Eventually.Async(() => Others.Rotations.Count == 3);
        await ControlAsync(id, (control, transaction) => control.CancelAsync(transaction, id, Admin));
        var cancelled = await ReachesAsync(id, campaign => campaign.Skipped == 3);
        Assert.That((cancelled.State, cancelled.Running, cancelled.FinishedAt), Is.EqualTo(("cancelled", 2, default(DateTimeOffset?))));
        await RotateAsync(Others.Rotations[1]);
        await FailAsync(Others.Rotations[2]);
        await ReachesAsync(id, campaign => campaign is { Succeeded: 2, Failed: 1, Running: 0, FinishedAt: not null });
        Assert.That(
            await ControlAsync(Guid.Empty, (control, transaction) => control.ResumeAsync(transaction, Guid.CreateVersion7(), Admin)),
            Is.EqualTo(ControlOutcome.NotFound));
        Assert.That(await ControlAsync(id, (control, transaction) => control.ResumeAsync(transaction, id, Admin)), Is.EqualTo(ControlOutcome.NotAllowed));
        await TicksAsync();
        Assert.That(
            Others.Audited.Where(record => record.Actor.User == Admin.User).Select(record => (record.Action, record.Outcome)),
            Is.EqualTo(
            [
                ("campaign.start", "success"), ("campaign.pause", "success"), ("campaign.pause", "refused"), ("campaign.resume", "success"),
                ("campaign.cancel", "success"), ("campaign.resume", "refused"),
            ]));
    }

    [Test]
    public async Task Campaign_EveryInstanceRestarts_GoesOnWhereItWas()
    {
        await StartAsync();
        await IssueAsync(6, Now.AddDays(-1));
        var id = await BeginAsync(All with { Concurrency = 2 });
        await Eventually.Async(() => Others.Rotations.Count == 2);
        await StopAllAsync();
        await RotateAsync(Others.Rotations[0]);
        await RotateAsync(Others.Rotations[1]);

        await StartAsync();
        for (var answered = 2; answered < 6; answered++)
        {
            await Eventually.Async(() => Others.Rotations.Count > answered);
            await RotateAsync(Others.Rotations[answered]);
        }

        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: 6 });
        Assert.That(Others.Rotations.Select(request => request.Secret), Is.Unique);
    }

    [Test]
    public async Task Item_NoAnswer_IsAskedForAgainAndAnotherOperationIsWaitedFor()
    {
        await StartAsync();
        var secrets = await IssueAsync(3, Now.AddDays(-1));
        var id = await BeginAsync(All);
        await Eventually.Async(() => Others.Rotations.Count == 3);
        var (first, second, third) = (Others.Rotations[0], Others.Rotations[1], Others.Rotations[2]);

        Clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.Async(() => Others.Rotations.Count == 6);
        Assert.That(Others.Rotations.Skip(3).Select(request => request.RequestId), Is.EquivalentTo([first.RequestId, second.RequestId, third.RequestId]));

        await FailAsync(first, "operation_in_progress");
        await ReachesAsync(id, campaign => campaign.Pending == 1);
        await Others.PublishAsync(Revoked(second.Secret, Now));
        await Others.PublishAsync(Failed(third.Secret, Now, Triggers.Manual, Guid.CreateVersion7())); // somebody else's
        await ReachesAsync(id, campaign => campaign is { Skipped: 1, Running: 1, Failed: 0 });

        Clock.Advance(TimeSpan.FromSeconds(11));
        await Eventually.Async(() => Others.Rotations.Count == 7);
        Assert.That((Others.Rotations[6].Secret, Others.Rotations[6].RequestId != first.RequestId), Is.EqualTo((first.Secret, true)));
        await RotateAsync(Others.Rotations[6]);
        await Others.PublishAsync(Rotated(third.Secret, Guid.CreateVersion7(), await CurrentVersionAsync(third.Secret), Now)); // by its tenant
        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: 2, Skipped: 1 });
        Assert.That(secrets, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Campaign_ManyUnfinished_NoMoreBegin()
    {
        await StartAsync();
        await IssueAsync(1, Now.AddDays(-1));
        for (var count = 0; count < 10; count++)
        {
            await BeginAsync(All);
        }

        Assert.That((await RefusedAsync(All)).Kind.Code, Is.EqualTo("too_many_campaigns"));
        var page = await Query.ListAsync("running", new Page(2, 4), CancellationToken.None);
        Assert.That((page.Items.Count, page.Total), Is.EqualTo((4, 10)));
    }

    [Test]
    public async Task Events_FollowTheCampaignToItsEnd()
    {
        await StartAsync();
        await IssueAsync(2, Now.AddDays(-1));
        var id = await BeginAsync(All with { Concurrency = 1 });
        var items = new List<SseItem<CampaignView>>();
        var following = Task.Run(async () =>
        {
            await foreach (var item in Service.Services.GetRequiredService<CampaignEvents>().FollowAsync(await FindAsync(id), CancellationToken.None))
            {
                items.Add(item);
            }
        });
        for (var answered = 0; answered < 2; answered++)
        {
            await Eventually.Async(() => Others.Rotations.Count > answered);
            await RotateAsync(Others.Rotations[answered]);
        }

        await following.WaitAsync(TimeSpan.FromMinutes(3));
        var seen = items.Select(item => item.Data).ToList();
        Assert.That(items[0].ReconnectionInterval, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(items.Select(item => long.Parse(item.EventId!, null)), Is.Ordered, "the newer state has the higher id");
        Assert.That(seen[^1], Has.Property("State").EqualTo("completed").And.Property("Succeeded").EqualTo(2));
        Assert.That(seen.Select(campaign => campaign.Version), Is.Ordered);
    }
}
