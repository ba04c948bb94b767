using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Rotation.Tests.Policies;

[Category("Component")]
internal sealed class PolicyChangeTests : RotationFixture
{
    private static readonly AuditActor Admin = new(Guid.CreateVersion7(), "admin@example.test", "admin", Guid.CreateVersion7(), "127.0.0.1", null);

    [Test]
    public async Task Put_ShorterInterval_EverySecretIsDecidedAnewAndNoneIsRotatedInAStorm()
    {
        await StartAsync();
        var secrets = await IssueAsync(40, Now.AddDays(-60));

        var policy = await PutAsync(Policy(intervalDays: 30));

        Assert.That((policy!.Version, policy.IntervalDays, policy.ChangedBy), Is.EqualTo((1L, 30, Admin.User)));
        await Eventually.Async(() => Others.Scheduled.Count == 2 * secrets.Count, what: "Each has a new date");
        var dates = secrets.Select(secret => Others.Scheduled.Last(scheduled => scheduled.Secret == secret).DueAt!.Value).ToList();
        Assert.That(dates, Is.All.InRange(Now.AddMinutes(-1), Now.AddHours(24)), "30 days are over for all of them; spread over the next day");
        Assert.That(dates.Max() - dates.Min(), Is.GreaterThan(TimeSpan.FromHours(12)));
        await TicksAsync();
        var reschedules = Others.Audited.Where(record => record is { Action: "rotation.reschedule", Code: "policy_changed" }).ToList();
        Assert.That(reschedules.Select(record => (record.Actor.Role, record.OnBehalfOf?.User)), Is.EqualTo(Enumerable.Repeat((Roles.Service, (string?)Admin.User), secrets.Count)));
        Assert.That(Others.Alerts, Is.Empty, "nobody is overdue by a policy that was not in force");
    }

    [Test]
    public async Task Put_Twice_PutsOffNothingThatTheFirstHasSpread()
    {
        await StartAsync();
        var secrets = await IssueAsync(5, Now.AddDays(-60));
        await PutAsync(Policy(intervalDays: 30));
        await Eventually.Async(() => Others.Scheduled.Count == 2 * secrets.Count);
        var first = secrets.ToDictionary(secret => secret, secret => Others.Scheduled.Last(scheduled => scheduled.Secret == secret).DueAt!.Value);

        await PutAsync(Policy(intervalDays: 31));
        await Eventually.Async(async () => await CountAsync("scheduled_secret where redecide") == 0);
        await TicksAsync();

        foreach (var secret in secrets)
        {
            var dueAt = await Service.ScalarAsync<DateTime>("select due_at from scheduled_secret where tenant_id = @TenantId", secret);
            Assert.That(dueAt, Is.LessThanOrEqualTo(first[secret].UtcDateTime));
        }
    }

    [Test]
    public async Task Put_OfOneTenant_HoldsForThatTenantOnlyUntilItIsRemoved()
    {
        await StartAsync();
        var secrets = await IssueAsync(3, Now);
        var theirs = secrets[0];

        await PutAsync(Policy(intervalDays: 200, tenantId: theirs.TenantId, grace: "PT2H"));
        Assert.That((await ScheduledAsync(theirs, 2)).DueAt, Is.InRange(Now.AddDays(198), Now.AddDays(200)));
        await PutAsync(Policy(intervalDays: 40));
        foreach (var secret in secrets.Skip(1))
        {
            Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.LessThanOrEqualTo(Now.AddDays(40)));
        }

        await TicksAsync();
        Assert.That(Others.Scheduled.Count(scheduled => scheduled.Secret == theirs), Is.EqualTo(2), "an override outlives a change of the default");

        Clock.Advance(TimeSpan.FromDays(41));
        await Eventually.Async(() => Others.Rotations.Count == 2);
        Clock.Advance(TimeSpan.FromDays(160));
        await Eventually.Async(() => Others.Rotations.Any(request => request.Secret == theirs));
        Assert.That(Others.Rotations.Single(request => request.Secret == theirs).GracePeriod, Is.EqualTo(TimeSpan.FromHours(2)));

        Assert.That(await RemoveAsync(theirs.TenantId), Is.True);
        Assert.That(await RemoveAsync(theirs.TenantId), Is.False, "nothing is left to remove");
        await Eventually.Async(() => Others.PolicyChanges.Count == 3);
        Assert.That(
            Others.PolicyChanges.Select(change => (change.Version, change.TenantId, change.IsRemoved, change.GracePeriod)),
            Is.EqualTo(new (long, Guid?, bool, TimeSpan)[]
            {
                (1, theirs.TenantId, false, TimeSpan.FromHours(2)),
                (2, null, false, TimeSpan.FromHours(24)),
                (3, theirs.TenantId, true, TimeSpan.FromHours(24)),
            }));
    }

    [Test]
    public async Task Put_IsListedAndAuditedWithBeforeAndAfter()
    {
        await StartAsync();
        var query = Service.Services.GetRequiredService<PolicyQuery>();
        var before = await query.ListAsync(null, null, new Page(1, 50), CancellationToken.None);
        Assert.That(
            before.Items.Select(policy => (policy.SecretType, policy.IntervalDays, policy.GracePeriod, policy.AlertBeforeDays, policy.Version)),
            Is.EqualTo([("ssh", 90, "PT24H", 14, 0L), ("smtp", 180, "PT1H", 14, 0L), ("dkim", 365, "PT48H", 30, 0L)]));

        var tenant = Guid.CreateVersion7();
        await PutAsync(Policy(intervalDays: 60, reason: "quarterly review"));
        await PutAsync(Policy(intervalDays: 45, reason: "stricter"));
        await PutAsync(Policy(intervalDays: 31, tenantId: tenant));

        var after = await query.ListAsync("ssh", null, new Page(1, 1), CancellationToken.None);
        Assert.That((after.Items.Single().IntervalDays, after.Items.Single().Version, after.Total), Is.EqualTo((45, 2L, 2)));
        var second = await query.ListAsync("ssh", null, new Page(2, 1), CancellationToken.None);
        Assert.That((second.Items.Single().TenantId, second.Items.Single().IntervalDays), Is.EqualTo((tenant, 31)));
        var changes = await query.ChangesAsync("ssh", null, new Page(1, 50), CancellationToken.None);
        Assert.That(
            changes.Items.Select(change => (change.Version, change.Before?.IntervalDays, change.After?.IntervalDays, change.Reason)),
            Is.EqualTo(new (long, int?, int?, string?)[] { (3, null, 31, null), (2, 60, 45, "stricter"), (1, null, 60, "quarterly review") }));
        var audited = await Eventually.GetAsync(
            () => Task.FromResult(Others.Audited.Where(record => record.Action == "rotation_policy.change").ToList()), records => records.Count == 3);
        Assert.That(audited[1].Details!["before"], Does.Contain("\"intervalDays\":60"));
        Assert.That(audited[1].Details!["after"], Does.Contain("\"intervalDays\":45"));
        Assert.That((audited[1].Actor.User, audited[1].Reason), Is.EqualTo((Admin.User, "stricter")));
    }

    [Test]
    public async Task Put_FromAnOldVersion_IsRefusedAndChangesNothing()
    {
        await StartAsync();
        Assert.That(await PutAsync(Policy(intervalDays: 60, expected: 0)), Is.Not.Null);

        var both = await Task.WhenAll(PutAsync(Policy(intervalDays: 61, expected: 1)), PutAsync(Policy(intervalDays: 62, expected: 1)));

        Assert.That(both.Count(policy => policy is null), Is.EqualTo(1));
        Assert.That(await CountAsync("rotation_policy_change"), Is.EqualTo(2));
    }

    [Test]
    public async Task Put_Off_NothingIsRotatedByScheduleUntilItIsOnAgain()
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now))[0];
        await PutAsync(Policy(enabled: false));
        Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.Null);

        Clock.Advance(TimeSpan.FromDays(80));
        var soon = (await Eventually.GetAsync(() => Task.FromResult(Others.Alerts), alerts => alerts.Count == 1))[0];
        Assert.That((soon.Kind, soon.Secret), Is.EqualTo(("rotation.due_soon", secret)));
        Clock.Advance(TimeSpan.FromDays(20));
        await Eventually.Async(() => Others.Alerts.Any(alert => alert.Kind == "rotation.overdue"));
        await TicksAsync();
        Assert.That((Others.Alerts.Count, Others.Rotations.Count), Is.EqualTo((2, 0)));

        await PutAsync(Policy(enabled: true));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.Not.Null);
        Clock.Advance(TimeSpan.FromDays(1));
        await Eventually.Async(() => Others.Rotations.Count == 1);
    }

    [Test]
    public async Task Put_WhileSecretsAreIssued_NoDateStandsByAPolicyNobodyHas()
    {
        await StartAsync();
        await StartAsync();
        var issuing = IssueAsync(60, Now);
        for (var days = 100; days < 108; days++)
        {
            await PutAsync(Policy(intervalDays: days));
        }

        var secrets = await issuing;
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from scheduled_secret where redecide") == 0, what: "All were decided anew");
        await Eventually.Async(async () => await CountAsync("outbox_message") == 0, what: "Hundreds of messages are sent");
        await TicksAsync();
        foreach (var secret in secrets)
        {
            var newest = Others.Scheduled.Where(scheduled => scheduled.Secret == secret).MaxBy(scheduled => scheduled.OccurredAt)!;
            Assert.That(newest.DueAt, Is.InRange(Now.AddDays(105.9), Now.AddDays(107.1)));
        }
    }

    [Test]
    public async Task Window_Missed_WaitsForTheNextOneAndCatchesUpThere()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "5"));
        var opens = new DateTimeOffset(DateOnly.FromDateTime(Now.UtcDateTime).AddDays(2), new TimeOnly(3, 0), TimeSpan.Zero);
        await PutAsync(Policy(intervalDays: 30, windows: [new MaintenanceWindow([], "03:00", "04:00")]));
        await StopAllAsync();
        // While no instance runs, 30 days pass; the clock stands outside the window when one does again.
        Clock.Advance(opens.AddHours(9) - Now);
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "5"));
        var secrets = await IssueAsync(12, Now.AddDays(-40));
        await TicksAsync();
        Assert.That(Others.Rotations, Is.Empty);
        Assert.That(
            secrets.Select(secret => Others.Scheduled.Last(scheduled => scheduled.Secret == secret).DueAt!.Value.TimeOfDay),
            Is.All.InRange(TimeSpan.FromHours(3), TimeSpan.FromHours(4)));

        Clock.Advance(opens.AddDays(1).AddMinutes(59) - Now);
        await Eventually.Async(() => Others.Rotations.Count >= 5);
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(5), "at a bounded rate");
    }

    private static PutPolicy Policy(
        int intervalDays = 90,
        Guid? tenantId = null,
        string grace = "PT24H",
        bool enabled = true,
        IReadOnlyList<MaintenanceWindow>? windows = null,
        long? expected = null,
        string? reason = null) =>
        new(SecretTypes.Ssh, tenantId, intervalDays, grace, 14, enabled, windows, null, expected, reason);

    private Task<PolicyView?> PutAsync(PutPolicy request)
    {
        var settings = request.Validate(new FieldErrors());
        return Service.Database.InTransactionAsync(
            transaction => Service.Services.GetRequiredService<PolicyChange>().PutAsync(transaction, request, settings, Admin), CancellationToken.None);
    }

    private Task<bool> RemoveAsync(Guid? tenantId) => Service.Database.InTransactionAsync(
        transaction => Service.Services.GetRequiredService<PolicyChange>().RemoveAsync(transaction, SecretTypes.Ssh, tenantId, null, Admin),
        CancellationToken.None);
}
