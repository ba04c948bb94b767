using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Scheduling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SchedulerTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(90);
    private readonly TestClock _clock = new();
    private readonly List<RotationService> _services = [];
    private OtherServices _others = null!;
    private string _database = null!;
    private string _broker = null!;

    private DateTimeOffset Now => _clock.GetUtcNow();

    [SetUp]
    public async Task SetUpAsync()
    {
        var broker = TestRabbitMq.SharedAsync();
        _database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        _broker = await (await broker).CreateVirtualHostAsync();
        _others = await OtherServices.StartAsync(_broker);
    }

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    [Test]
    public async Task Secret_WholeLife_IsAskedForOncePerDueDateAndRetiredOncePerGracePeriod()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await _others.PublishAsync(Issued(secret, first, Now));
        var due = (await ScheduledAsync(secret, 1)).DueAt!.Value;
        Assert.That(due, Is.InRange(Now.AddDays(88.9), Now + Interval));
        Assert.That(_others.Rotations, Is.Empty);

        _clock.Advance(Interval);
        var request = (await Eventually.GetAsync(() => Task.FromResult(_others.Rotations), requests => requests.Count > 0))[0];
        Assert.That(
            (request.Secret, request.TriggeredBy, request.Trigger, request.GracePeriod),
            Is.EqualTo((secret, Triggers.Automated, "schedule", default(TimeSpan?))));

        await _others.PublishAsync(Rotated(secret, second, first, Now));
        Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.GreaterThan(Now.AddDays(88)));
        _clock.Advance(TimeSpan.FromHours(25));
        await Eventually.Async(() => _others.Retirements.Count > 0);
        Assert.That(_others.Retirements, Is.All.EqualTo(new RetirePreviousVersion(secret, first)));

        await _others.PublishAsync(Retired(secret, first, Now));
        await Eventually.Async(async () => await CountAsync("grace_period where state = 'over'") == 1);
        var retirements = _others.Retirements.Count;
        _clock.Advance(TimeSpan.FromDays(30));
        await TicksAsync();
        Assert.That((_others.Rotations.Count, _others.Retirements.Count), Is.EqualTo((1, retirements)));
        Assert.That(_others.Audited.Select(record => record.Action), Is.EqualTo(["rotation.request", "rotation.request_retirement"]));
        Assert.That(_others.Audited.Select(record => record.Actor.User), Is.All.EqualTo("rotation"));
    }

    [Test]
    public async Task Rotation_NoAnswer_TheSameRequestIsSentAgainWithLongerWaits()
    {
        await StartAsync(("Rotation:Ssh:GracePeriod", "12:00:00"));
        await _others.PublishAsync(Issued(AnySecret(), Guid.CreateVersion7(), Now));
        await Eventually.Async(() => _others.Scheduled.Count == 1);
        _clock.Advance(Interval);
        await Eventually.Async(() => _others.Rotations.Count == 1);

        _clock.Advance(TimeSpan.FromMinutes(11));
        await Eventually.Async(() => _others.Rotations.Count == 2);
        _clock.Advance(TimeSpan.FromMinutes(11));
        await TicksAsync();

        Assert.That(_others.Rotations, Has.Count.EqualTo(2), "the second wait is twice as long");
        Assert.That(_others.Rotations.Distinct().Count(), Is.EqualTo(1), "one request, whatever the number of messages");
        Assert.That(_others.Rotations[0].GracePeriod, Is.EqualTo(TimeSpan.FromHours(12)));
    }

    [Test]
    public async Task Rotation_Failed_IsAskedForAgainLaterAsANewRequest()
    {
        await StartAsync();
        var secret = AnySecret();
        await _others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now));
        await ScheduledAsync(secret, 1);
        await _others.PublishAsync(Failed(secret, Now)); // nobody asked for it: a campaign's, say
        _clock.Advance(Interval);
        await Eventually.Async(() => _others.Rotations.Count == 1);
        await _others.PublishAsync(Failed(secret, Now, Triggers.Manual)); // a person's own try moves no due date

        await _others.PublishAsync(Failed(secret, Now));
        Assert.That((await ScheduledAsync(secret, 2)).DueAt, Is.InRange(Now.AddMinutes(13), Now.AddMinutes(15)));
        await TicksAsync();
        Assert.That(_others.Rotations, Has.Count.EqualTo(1));
        _clock.Advance(TimeSpan.FromMinutes(16));
        await Eventually.Async(() => _others.Rotations.Count == 2);
        Assert.That(_others.Rotations.Select(request => request.RequestId), Is.Unique);

        await _others.PublishAsync(Failed(secret, Now));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.InRange(Now.AddMinutes(26), Now.AddMinutes(30)));
    }

    [Test]
    public async Task Secret_Revoked_IsNeitherRotatedNorRetiredUntilItIsIssuedAnew()
    {
        await StartAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _others.PublishAsync(Issued(secret, first, Now));
        await _others.PublishAsync(Rotated(secret, second, first, Now.AddSeconds(1)));
        await ScheduledAsync(secret, 2);

        await _others.PublishAsync(Revoked(secret, Now.AddSeconds(2)));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.Null);
        _clock.Advance(2 * Interval);
        await TicksAsync();
        Assert.That((_others.Rotations.Count, _others.Retirements.Count), Is.EqualTo((0, 0)));

        await _others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now));
        Assert.That((await ScheduledAsync(secret, 4)).DueAt, Is.GreaterThan(Now));
    }

    [Test]
    public async Task Tick_ThreeInstancesAndManyDue_EachIsAskedForOnce()
    {
        await StartAsync();
        await StartAsync();
        await StartAsync();
        var secrets = Enumerable.Range(0, 150).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(secrets.Select(secret => _others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => _others.Scheduled.Count == secrets.Count);

        _clock.Advance(Interval);

        await Eventually.Async(() => _others.Rotations.Count >= secrets.Count);
        await TicksAsync();
        Assert.That(_others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
    }

    [Test]
    public async Task Clock_JumpsAhead_WorkIsHandedOutAsItIsDone()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "10"), ("Rotation:Scheduler:BatchSize", "4"));
        var secrets = Enumerable.Range(0, 30).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(secrets.Select(secret => _others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => _others.Scheduled.Count == secrets.Count);

        _clock.Advance(TimeSpan.FromDays(400));
        await Eventually.Async(() => _others.Rotations.Count >= 10);
        await TicksAsync();
        Assert.That(_others.Rotations, Has.Count.EqualTo(10), "no storm");

        for (var answered = 0; answered < secrets.Count; answered++)
        {
            await Eventually.Async(() => _others.Rotations.Count > answered, what: $"Request {answered + 1}");
            await _others.PublishAsync(Rotated(_others.Rotations[answered].Secret, Guid.CreateVersion7(), Guid.CreateVersion7(), Now));
        }

        Assert.That(_others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
    }

    [Test]
    public async Task Clock_RanAheadAndIsSetBack_NobodyStarves()
    {
        await StartAsync();
        var secret = AnySecret();
        var first = Guid.CreateVersion7();
        _clock.Advance(TimeSpan.FromDays(1000));
        await _others.PublishAsync(Issued(secret, first, Now));
        await ScheduledAsync(secret, 1);

        _clock.Advance(TimeSpan.FromDays(-1000));
        var repaired = await ScheduledAsync(secret, 2);
        Assert.That(repaired.DueAt, Is.LessThanOrEqualTo(Now + Interval));
        Assert.That(repaired.OccurredAt, Is.GreaterThan(_others.Scheduled[0].OccurredAt), "subscribers take the later decision");

        await _others.PublishAsync(Revoked(secret, Now.AddSeconds(1)));
        Assert.That((await ScheduledAsync(secret, 3)).DueAt, Is.Null, "true events do not look old");
    }

    [Test]
    public async Task Tick_DeadServersAnswerNothing_OthersAreRotatedAllTheSame()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "5"));
        var dead = Enumerable.Range(0, 5).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(dead.Select(secret => _others.PublishAsync(Issued(secret, Guid.CreateVersion7(), Now))));
        await Eventually.Async(() => _others.Scheduled.Count == dead.Count);
        _clock.Advance(Interval);
        await Eventually.Async(() => _others.Rotations.Count == dead.Count);
        var alive = AnySecret();
        await _others.PublishAsync(Issued(alive, Guid.CreateVersion7(), Now - Interval));
        await ScheduledAsync(alive, 1);
        await TicksAsync();
        Assert.That(_others.Rotations.Select(request => request.Secret), Has.None.EqualTo(alive), "its turn comes when others stop counting");

        _clock.Advance(TimeSpan.FromMinutes(11));

        await Eventually.Async(() => _others.Rotations.Any(request => request.Secret == alive));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        _services.Clear();
        if (_others is not null)
        {
            await _others.DisposeAsync();
        }
    }

    private async Task StartAsync(params (string Setting, string Value)[] settings) =>
        _services.Add(await RotationService.StartAsync(_database, _broker, _clock, settings));

    /// <summary>The decision number <paramref name="count"/> that was published for the secret.</summary>
    private Task<RotationScheduled> ScheduledAsync(SecretReference secret, int count) => Eventually.GetAsync(
        () => Task.FromResult(_others.Scheduled.Where(scheduled => scheduled.Secret == secret).ElementAtOrDefault(count - 1)!),
        scheduled => scheduled is not null,
        what: $"Decision {count}");

    private Task<int> CountAsync(string table) => _services[0].ScalarAsync<int>($"select count(*) from {table}");

    /// <summary>Waits until the scheduler has looked again: a canary whose grace period ends now is to be retired, and nothing is left to send.</summary>
    private async Task TicksAsync()
    {
        var version = Guid.CreateVersion7();
        var canary = AnySecret() with { Name = OtherServices.Canary };
        await _others.PublishAsync(Rotated(canary, Guid.CreateVersion7(), version, Now, grace: TimeSpan.Zero));
        await Eventually.Async(() => _others.CanariesRetired.Contains(version), what: "The canary");
        await _others.PublishAsync(Retired(canary, version, Now));
        await Eventually.Async(async () => await CountAsync("outbox_message") == 0);
    }
}
