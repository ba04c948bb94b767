using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Campaigns;

/// <summary>A campaign of a type, and of all of them.</summary>
[Category("Component")]
internal sealed class CampaignTypeTests : CampaignFixture
{
    private const int Tenants = 4;
    private static readonly TimeSpan NoneAtAll = TimeSpan.Zero;

    [Test]
    public async Task Campaign_OfAType_TouchesThatTypeAlone()
    {
        await StartAsync();
        await IssueEachTypeAsync();
        foreach (var (type, count) in new[] { ("ssh", Tenants), ("smtp", Tenants), ("dkim", Tenants), ("all", 3 * Tenants) })
        {
            var counted = await RefusedAsync(new RotateAll(type, "all"));
            Assert.That((counted.Extensions!["secrets"], counted.Extensions["tenants"]), Is.EqualTo((count, Tenants)), type);
        }

        var id = await BeginAsync(All with { SecretType = "smtp", Concurrency = 50, PerServer = 10 });
        await Eventually.Async(() => Others.Rotations.Count == Tenants);
        await TicksAsync();
        Assert.That(Others.Rotations.Select(request => (request.Secret.Type, request.GracePeriod)), Is.All.EqualTo((SecretTypes.Smtp, (TimeSpan?)TimeSpan.FromHours(1))));
        foreach (var request in Others.Rotations)
        {
            await RotateAsync(request);
        }

        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: Tenants });
    }

    [Test]
    public async Task Campaign_OfAllTypes_KeepsItsLimits_AndEachTypesGracePeriod()
    {
        await StartAsync();
        await IssueEachTypeAsync();
        var id = await BeginAsync(All with { SecretType = "all", Canary = 25, Concurrency = 2, PerServer = 1 });
        for (var answered = 0; answered < 3 * Tenants; answered++)
        {
            await Eventually.Async(() => Others.Rotations.Count > answered, what: $"Request {answered + 1}");
            var underWay = Others.Rotations.Skip(answered).ToList();
            Assert.That(underWay, Has.Count.LessThanOrEqualTo(2));
            Assert.That(underWay.Select(request => request.Secret.TenantId), Is.Unique, "one at a time on a server, whatever their types");
            if (answered == 2)
            {
                await TicksAsync();
                Assert.That((Others.Rotations.Count, (await FindAsync(id)).State), Is.EqualTo((3, "canary")), "the canary is a quarter of all");
            }

            await RotateAsync(Others.Rotations[answered]);
        }

        await ReachesAsync(id, campaign => campaign is { State: "completed", Succeeded: 3 * Tenants, Canary: 3 });
        Assert.That(
            Others.Rotations.GroupBy(request => request.Secret.Type).Select(type => (type.Key, type.Count(), type.Select(request => request.GracePeriod).Distinct().Single())),
            Is.EquivalentTo(new (string, int, TimeSpan?)[] { ("ssh", Tenants, TimeSpan.FromHours(24)), ("smtp", Tenants, TimeSpan.FromHours(1)), ("dkim", Tenants, TimeSpan.FromHours(48)) }));
    }

    [Test]
    public async Task Campaign_OfOverdueSecrets_GoesByEachTypesPolicy()
    {
        await StartAsync(("Rotation:Scheduler:MaxUnanswered", "1"), ("Rotation:Smtp:GracePeriod", $"{NoneAtAll}"));
        // Older than an SSH key may be, and than no other.
        await IssueEachTypeAsync(Now.AddDays(-100));

        Assert.That((await RefusedAsync(new RotateAll("all", "overdue"))).Extensions!["secrets"], Is.EqualTo(Tenants));
        Clock.Advance(TimeSpan.FromDays(81));
        Assert.That((await RefusedAsync(new RotateAll("all", "overdue"))).Extensions!["secrets"], Is.EqualTo(2 * Tenants));
        Assert.That((await RefusedAsync(new RotateAll("smtp", "overdue"))).Extensions!["secrets"], Is.EqualTo(Tenants));
        var before = Others.Rotations.Count;
        await BeginAsync(new RotateAll("smtp", "overdue", "quarterly review", Confirm: true));
        await Eventually.Async(() => Others.Rotations.Skip(before).Count(request => request.Secret.Type == SecretTypes.Smtp) >= Tenants);
        Assert.That(Others.Rotations.Where(request => request.Secret.Type == SecretTypes.Smtp).Select(request => request.GracePeriod), Is.All.EqualTo(NoneAtAll), "a policy may allow none");
    }

    /// <summary>Issues a secret of each type to each of some tenants, who have a server each.</summary>
    private async Task IssueEachTypeAsync(DateTimeOffset? at = null)
    {
        var tenants = Enumerable.Range(0, Tenants).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var tenant in tenants)
        {
            await Others.PublishAsync(Enrolled(tenant, $"127.0.10.{tenants.IndexOf(tenant) + 1}", Now));
            foreach (var (type, name) in new[] { (SecretTypes.Ssh, "tenant"), (SecretTypes.Smtp, "mail-1"), (SecretTypes.Dkim, $"{tenant:N}.example") })
            {
                await Others.PublishAsync(Issued(new SecretReference(tenant, type, name), Guid.CreateVersion7(), at ?? Now.AddDays(-1)));
            }
        }

        await Eventually.Async(() => Others.Scheduled.Count >= 3 * Tenants, what: "Every secret is scheduled");
        await Eventually.Async(async () => await CountAsync("tenant_schedule where server is not null") == Tenants);
    }
}
