using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Exposure;

/// <summary>Incidents, drift and thresholds: each rotates at once and names itself.</summary>
[Category("Component")]
internal sealed class ExposureTests : RotationFixture
{
    private static readonly OnBehalfOf Person = new(Guid.CreateVersion7(), "admin@example.test", "admin");

    [Test]
    public async Task Incident_RotatesAtOnceOnceAndEndsGracePeriodsEarly()
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now.AddDays(-1)))[0];
        var other = (await IssueAsync(1, Now.AddDays(-1)))[0];
        var (first, second, third) = (await CurrentVersionAsync(secret), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Others.PublishAsync(Rotated(secret, second, first, Now, grace: TimeSpan.FromDays(3)));
        await ScheduledAsync(secret, 2);

        var incident = new IncidentRaised(
            Guid.CreateVersion7(), secret.TenantId, SecretTypes.Ssh, null, "a laptop was stolen", TimeSpan.FromMinutes(5), Now, Person);
        await Others.PublishAsync(incident);
        await Others.PublishAsync(incident);

        var request = (await Eventually.GetAsync(() => Task.FromResult(Others.Rotations), requests => requests.Count == 1))[0];
        Assert.That(
            (request.Secret, request.TriggeredBy, request.Trigger, request.Reason, request.GracePeriod, request.OnBehalfOf),
            Is.EqualTo((secret, Triggers.Automated, "incident", "a laptop was stolen", TimeSpan.FromMinutes(5), Person)));
        Clock.Advance(TimeSpan.FromMinutes(6));
        await Eventually.Async(() => Others.Retirements.Any(retirement => retirement.VersionId == first), what: "the version that was in its grace period");

        await Others.PublishAsync(Rotated(secret, third, second, Now));
        Assert.That((await ScheduledAsync(secret, 4)).DueAt, Is.GreaterThan(Now.AddDays(80)), "back to its schedule");
        await Others.PublishAsync(incident with { IncidentId = Guid.CreateVersion7() });
        await Eventually.Async(() => Others.Audited.Count(record => record.Action == "rotation.incident") == 2);
        await TicksAsync();
        Assert.That(Others.Rotations, Has.Count.EqualTo(1), "what was rotated after the incident is not exposed by it");
        Assert.That(Others.Rotations.Select(rotation => rotation.Secret), Has.None.EqualTo(other));
        Assert.That(
            Others.Audited.Where(record => record.Action is "rotation.incident" or "rotation.expedite" or "rotation.request").Select(record => record.OnBehalfOf),
            Is.EqualTo(Enumerable.Repeat(Person, 4)));
        Assert.That(
            Others.Audited.Single(record => record.Action == "rotation.expedite"),
            Has.Property("Code").EqualTo("incident").And.Property("CorrelationId").EqualTo(incident.IncidentId));
    }

    [Test]
    public async Task Incident_WhileAnotherRotationRuns_ItsNewVersionIsEnoughAndTheOldOneEndsEarly()
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now.AddDays(-91)))[0];
        await Eventually.Async(() => Others.Rotations.Count == 1);
        var first = await CurrentVersionAsync(secret);

        await Others.PublishAsync(new IncidentRaised(Guid.CreateVersion7(), secret.TenantId, null, null, "leak", TimeSpan.FromMinutes(1), Now));
        await Eventually.Async(() => Others.Audited.Any(record => record.Action == "rotation.expedite"));
        await Others.PublishAsync(Rotated(secret, Guid.CreateVersion7(), first, Now.AddSeconds(1)));
        await Eventually.Async(() => Others.Scheduled.Last(scheduled => scheduled.Secret == secret).DueAt > Now);

        Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.Async(() => Others.Retirements.Any(retirement => retirement.VersionId == first));
        Assert.That(Others.Rotations, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Incident_FailedRotation_IsTriedAgainAsTheSameIncident()
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now))[0];
        await Others.PublishAsync(new IncidentRaised(Guid.CreateVersion7(), secret.TenantId, null, "tenant", "leak", null, Now.AddSeconds(1)));
        await Eventually.Async(() => Others.Rotations.Count == 1);

        await Others.PublishAsync(Failed(secret, Now, requestId: Guid.CreateVersion7()));
        await TicksAsync();
        Assert.That(await FailuresAsync(), Is.Zero, "another request's failure is not ours");
        await Others.PublishAsync(Failed(secret, Now, requestId: Others.Rotations[0].RequestId));
        await Eventually.Async(async () => await FailuresAsync() == 1);
        Clock.Advance(TimeSpan.FromMinutes(16));

        await Eventually.Async(() => Others.Rotations.Count == 2);
        Assert.That(Others.Rotations.Select(rotation => rotation.Trigger), Is.All.EqualTo("incident"));
    }

    [Test]
    public async Task Incident_OfAnUnknownTenant_GoesOnRecord()
    {
        await StartAsync();
        var tenant = Guid.CreateVersion7();
        await Others.PublishAsync(new IncidentRaised(Guid.CreateVersion7(), tenant, null, null, "leak", null, Now));

        var record = (await Eventually.GetAsync(
            () => Task.FromResult(Others.Audited), records => records.Any(audited => audited.Action == "rotation.incident")))[0];
        Assert.That((record.TenantId, record.Outcome, record.Code), Is.EqualTo((tenant, AuditOutcomes.Failed, "no_such_secret")));
    }

    [TestCase(DriftKinds.BannedKey, 1)]
    [TestCase(DriftKinds.UnknownKey, 0)]
    [TestCase(DriftKinds.MissingKey, 0)]
    public async Task Drift_BannedKeyIsBack_RotatesAtOnce(string kind, int rotations)
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now.AddDays(-1)))[0];
        await Others.PublishAsync(new DriftDetected(Guid.CreateVersion7(), secret, "127.0.0.1", kind, "SHA256:x", "It is there.", Now));
        await TicksAsync();
        await TicksAsync();

        await Eventually.Async(() => Others.Rotations.Count == rotations);
        Assert.That(Others.Rotations.Select(rotation => rotation.Trigger), Is.All.EqualTo("drift"));
    }

    [Test]
    public async Task Threshold_ExceededByOneVersion_RotatesAtOnce()
    {
        await StartAsync();
        var request = new PutPolicy(SecretTypes.Ssh, null, 90, "PT24H", 14, Thresholds: new UseThresholds(Downloads: 2, FailedUses: 100));
        await Service.Database.InTransactionAsync(
            transaction => Service.Services.GetRequiredService<PolicyChange>().PutAsync(
                transaction, request, request.Validate(new FieldErrors()), new AuditActor(null, "admin", "admin", null, null, null)),
            CancellationToken.None);
        var secret = (await IssueAsync(1, Now.AddDays(-1)))[0];
        var version = await CurrentVersionAsync(secret);

        await UseAsync(secret, version, SecretUses.Download, 2);
        await UseAsync(secret, version, SecretUses.FailedUse, 100);
        await UseAsync(secret, version, SecretUses.Read, 1_000_000);
        await UseAsync(secret, Guid.CreateVersion7(), SecretUses.Download, 5); // of another version
        await Eventually.Async(() => Service.ScalarAsync<bool>("select bool_or(downloads = 2 and reads = 1000000 and failed_uses = 100) from scheduled_secret"));
        await TicksAsync();
        Assert.That(Others.Rotations, Is.Empty);

        await UseAsync(secret, version, SecretUses.Download, 1);
        await Eventually.Async(() => Others.Rotations.Count == 1);
        Assert.That((Others.Rotations[0].Trigger, Others.Rotations[0].Reason), Is.EqualTo(("threshold", "More than 2 downloads of one version were asked for.")));
        await Others.PublishAsync(Rotated(secret, Guid.CreateVersion7(), version, Now));
        await Eventually.Async(() => Service.ScalarAsync<bool>("select bool_and(downloads = 0) from scheduled_secret"), what: "a new version starts anew");
    }

    [Test]
    public async Task Overdue_FailingSecret_IsAlertedOnceAndCounted()
    {
        await StartAsync();
        var secret = (await IssueAsync(1, Now.AddDays(-80)))[0];
        Clock.Advance(TimeSpan.FromDays(10));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Eventually.Async(() => Others.Rotations.Count == attempt);
            await Others.PublishAsync(Failed(secret, Now, requestId: Others.Rotations[^1].RequestId));
            await Eventually.Async(async () => await FailuresAsync() == attempt);
            Clock.Advance(TimeSpan.FromMinutes(20));
        }

        Clock.Advance(TimeSpan.FromHours(2));
        var alert = (await Eventually.GetAsync(() => Task.FromResult(Others.Alerts), alerts => alerts.Count > 0))[0];
        Assert.That((alert.Kind, alert.Secret, alert.Severity), Is.EqualTo(("rotation.overdue", secret, AlertSeverities.Warning)));
        Assert.That(alert.Summary, Does.Contain("2 attempts in a row failed"));
        await TicksAsync();
        Assert.That(Others.Alerts, Has.Count.EqualTo(1));
    }

    private Task UseAsync(SecretReference secret, Guid version, string use, int count) =>
        Others.PublishAsync(new SecretUsed(secret, version, use, count, Now));

    private Task<int> FailuresAsync() => Service.ScalarAsync<int>("select coalesce(sum(failed_attempts), 0) from scheduled_secret");
}
