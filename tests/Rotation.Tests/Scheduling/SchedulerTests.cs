using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Scheduling;

[Category("Component")]
internal sealed class SchedulerTests : RotationFixture
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(90);

    [Test]
    public async Task Secret_WholeLife_IsAskedForOncePerDueDateAndRetiredOncePerGracePeriod()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await Others.PublishAsync(Issued(secret, first, Now));
        var due = (await ScheduledAsync(secret, 1)).DueAt!.Value;
        Assert.That(due, Is.InRange(Now.AddDays(88.9), Now + Interval));
        Assert.That(Others.Rotations, Is.Empty);

        Clock.Advance(Interval);
        var request = (await Eventually.GetAsync(() => Task.FromResult(Others.Rotations), requests => requests.Count > 0))[0];
        Assert.That(
            (request.Secret, request.TriggeredBy, request.Trigger, request.GracePeriod),
            Is.EqualTo((secret, Triggers.Automated, "schedule", TimeSpan.FromHours(24))));

        await Others.PublishAsync(Rotated(secret, second, first, Now));
        Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.GreaterThan(Now.AddDays(88)));
        Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.Async(() => Others.Retirements.Count > 0);
        Assert.That(Others.Retirements, Is.All.EqualTo(new RetirePreviousVersion(secret, first)));

        await Others.PublishAsync(Retired(secret, first, Now));
        await Eventually.Async(async () => await CountAsync("grace_period where state = 'over'") == 1);
        var retirements = Others.Retirements.Count;
        Clock.Advance(TimeSpan.FromDays(30));
        await TicksAsync();
        Assert.That((Others.Rotations.Count, Others.Retirements.Count), Is.EqualTo((1, retirements)));
        Assert.That(Others.Audited.Select(record => record.Action), Is.EqualTo(["rotation.request", "rotation.request_retirement"]));
        Assert.That(Others.Audited.Select(record => record.Actor.User), Is.All.EqualTo("rotation"));
    }

    [Test]
    public async Task Rotation_NoAnswer_TheSameRequestIsSentAgainWithLongerWaits()
    {
        await StartAsync(("Rotation:Ssh:GracePeriod", "12:00:00"));
        await Others.PublishAsync(Issued(AnySecret(), Guid.CreateVersion7(), Now));
        await Eventually.Async(() => Others.Scheduled.Count == 1);
        Clock.Advance(Interval);
        await Eventually.Async(() => Others.Rotations.Count == 1);

        Clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.Async(() => Others.Rotations.Count == 2);
        Clock.Advance(TimeSpan.FromMinutes(11));
        await TicksAsync();

        Assert.That(Others.Rotations, Has.Count.EqualTo(2), "the second wait is twice as long");
        Assert.That(Others.Rotations.Distinct().Count(), Is.EqualTo(1), "one request, whatever the number of messages");
        Assert.That(Others.Rotations[0].GracePeriod, Is.EqualTo(TimeSpan.FromHours(12)));
    }

    [Test]
    public async Task Rotation_Failed_IsAskedForAgainLaterAsANewRequest()
    {
        await StartAsync();
        var secret = AnySecret();
        await Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now));
        await ScheduledAsync(secret, 1);
        await Others.PublishAsync(Failed(secret, Now)); // nobody asked for it: a campaign's, say
        Clock.Advance(Interval);
        await Eventually.Async(() => Others.Rotations.Count == 1);
        await Others.PublishAsync(Failed(secret, Now, Triggers.Manual)); // a person's own try moves no due date

        await Others.PublishAsync(Failed(secret, Now));
        Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.InRange(Now.AddMinutes(13), Now.AddMinutes(15)));
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(1));
        Clock.Advance(TimeSpan.FromMinutes(16));
        await Eventually.Async(() => Others.Rotations.Count == 2);
        Assert.That(Others.Rotations.Select(request => request.RequestId), Is.Unique);

        await Others.PublishAsync(Failed(secret, Now));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.InRange(Now.AddMinutes(26), Now.AddMinutes(30)));
    }

    [Test]
    public async Task Secret_Revoked_IsNeitherRotatedNorRetiredUntilItIsIssuedAnew()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Others.PublishAsync(Issued(secret, first, Now));
        await ScheduledAsync(secret, 1);
        await Others.PublishAsync(Rotated(secret, second, first, Now.AddSeconds(1)));
        await ScheduledAsync(secret, 2);

        await Others.PublishAsync(Revoked(secret, Now.AddSeconds(2)));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.Null);
        Clock.Advance(2 * Interval);
        await TicksAsync();
        Assert.That((Others.Rotations.Count, Others.Retirements.Count), Is.EqualTo((0, 0)));

        await Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now));
        Assert.That((await ScheduledAsync(secret, 4)).DueAt, Is.GreaterThan(Now));
    }

    [Test]
    public async Task Tick_ThreeInstancesAndManyDue_EachIsAskedForOnce()
    {
        await StartAsync();
        await StartAsync();
        await StartAsync();
        var secrets = Enumerable.Range(0, 150).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(secrets.Select(secret => Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => Others.Scheduled.Count == secrets.Count);

        Clock.Advance(Interval);

        await Eventually.Async(() => Others.Rotations.Count >= secrets.Count);
        await TicksAsync();
        Assert.That(Others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
    }

    [Test]
    public async Task Clock_JumpsAhead_WorkIsHandedOutAsItIsDone()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "10"), ("Rotation:Scheduler:BatchSize", "4"));
        var secrets = Enumerable.Range(0, 30).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(secrets.Select(secret => Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => Others.Scheduled.Count == secrets.Count);

        Clock.Advance(TimeSpan.FromDays(400));
        await Eventually.Async(() => Others.Rotations.Count >= 10);
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(10), "no storm");

        for (var answered = 0; answered < secrets.Count; answered++)
        {
            await Eventually.Async(() => Others.Rotations.Count > answered, what: $"Request {answered + 1}");
            await Others.PublishAsync(Rotated(Others.Rotations[answered].Secret, Guid.CreateVersion7(), Guid.CreateVersion7(), Now));
        }

        Assert.That(Others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
    }

    [Test]
    public async Task Clock_RanAheadAndIsSetBack_NobodyStarves()
    {
        await StartAsync();
        var secret = AnySecret();
        var first = Guid.CreateVersion7();
        Clock.Advance(TimeSpan.FromDays(1000));
        await Others.PublishAsync(Issued(secret, first, Now));
        await ScheduledAsync(secret, 1);

        Clock.Advance(TimeSpan.FromDays(-1000));
        var repaired = await ScheduledAsync(secret, 2);
        Assert.That(repaired.DueAt, Is.LessThanOrEqualTo(Now + Interval));
        Assert.That(repaired.OccurredAt, Is.GreaterThan(Others.Scheduled[0].OccurredAt), "subscribers take the later decision");

        await Others.PublishAsync(Revoked(secret, Now.AddSeconds(1)));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.Null, "true events do not look old");
    }

    [Test]
    public async Task Tick_DeadServersAnswerNothing_OthersAreRotatedAllTheSame()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "5"));
        var dead = Enumerable.Range(0, 5).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(dead.Select(secret => Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => Others.Scheduled.Count == dead.Count);
        Clock.Advance(Interval);
        await Eventually.Async(() => Others.Rotations.Count == dead.Count);
        var alive = AnySecret();
        await Others.PublishAsync(Issued(alive, Guid.CreateVersion7(), Now - Interval));
        await ScheduledAsync(alive, 1);
        await TicksAsync();
        Assert.That(Others.Rotations.Select(request => request.Secret), Has.None.EqualTo(alive), "its turn comes when others stop counting");

        Clock.Advance(TimeSpan.FromMinutes(11));

        await Eventually.Async(() => Others.Rotations.Any(request => request.Secret == alive));
    }
}
