using NUnit.Framework;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Projection;

/// <summary>What can go wrong with reports, and with the database that they are kept in.</summary>
[Category("Component")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TroubleTests : IAsyncDisposable
{
    private readonly ReportChain _chain = new();
    private AdminQueryService _service = null!;

    [SetUp]
    public async Task StartAsync() => _service = await AdminQueryService.StartAsync();

    [TearDown]
    public async Task StopAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Reports_ShuffledAndTwiceToTwoInstances_EndAsTheNewest()
    {
        await using var other = await AdminQueryService.StartAsync(beside: _service);
        await _service.HearAsync(_chain.Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 0));
        TenantState[] tenants = [.. Enumerable.Range(0, 5).Select(number => Tenant(name: $"Tenant {number}", secrets: [Secret("admin"), Secret("tenant")]))];
        TenantStatesReported[] reports =
        [
            .. Enumerable.Range(1, 40).Select(round => _chain.Next([.. tenants.Where((_, index) => (index + round) % 3 > 0).Select(tenant => tenant with { Name = $"{tenant.Name}, round {round}" })])),
        ];

        await _service.HearAsync(reports.Concat(reports).OrderBy(report => report.Number * 2654435761L % 1009));

        var newest = tenants.Select((tenant, index) => $"{tenant.Name}, round {Enumerable.Range(1, 40).Last(round => (index + round) % 3 > 0)}");
        Assert.That(await _service.NamesAsync(""), Is.EqualTo(newest));
        Assert.That(await _service.ScalarAsync<int>("select count(*)::int from secret"), Is.EqualTo(10));
        Assert.That(await _service.ScalarAsync<bool>("select missing_since is null and as_of = newest from feed"), Is.True);
    }

    [Test]
    public async Task Silence_ThatIsHeardFirst_IsBelieved()
    {
        var nothing = _chain.Nothing();
        await _service.SendAsync(nothing);
        await Eventually.Async(async () => await _service.ScalarAsync<long?>("select expected from feed") == nothing.Number, what: "The report");

        await _service.HearAsync(_chain.Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 0));

        Assert.That(await _service.ScalarAsync<bool>("select is_whole and missing_since is null and as_of = newest from feed"), Is.True);
    }

    [Test]
    public async Task Rebuild_OfWhichAnEarlierVersionTookTheFirstPart_Ends()
    {
        var rebuildId = await _service.RunningRebuildAsync();
        await _service.HearAsync(_chain.Part(rebuildId, 1, isLast: false, total: 2, Tenant(name: "One")));
        await _service.ExecuteAsync("update rebuild set first_part = null");

        await _service.HearAsync(_chain.Part(rebuildId, 2, isLast: true, total: 2, Tenant(name: "Other")));

        Assert.That(await _service.ScalarAsync<bool>("select is_whole and not exists (select from rebuild where state = 'running') from feed"), Is.True);
    }

    [Test]
    public async Task Report_OfAnotherSender_IsNotBelieved()
    {
        var (forged, genuine) = (Tenant(name: "Forged"), Tenant(name: "Genuine"));
        await _service.SendAsAsync(PlatformServices.Rotation, _chain.Next(forged) with { Number = long.MaxValue - 1 });
        await _service.HearAsync(Report(genuine));

        Assert.That(await _service.NamesAsync(""), Is.EqualTo(["Genuine"]));
        Assert.That(await _service.ScalarAsync<long>("select expected from feed"), Is.LessThan(long.MaxValue - 1));
    }

    [Test]
    public async Task Tables_DroppedWhileReportsCome_AreMadeAgainAndFilled()
    {
        await _service.HearAsync(_chain.Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 1, Tenant(name: "Of before")));
        await Eventually.Async(
            async () =>
            {
                await _service.ExecuteAsync("drop schema public cascade; create schema public");
                return true;
            },
            what: "The drop, which the service's own statements may deadlock");
        var meanwhile = Tenant(name: "Came meanwhile");
        await _service.SendAsync(_chain.Next(meanwhile));

        await _service.HearAsync(_chain.Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 2, meanwhile, Tenant(name: "Told anew")));

        Assert.That(await _service.NamesAsync(""), Is.EqualTo(["Came meanwhile", "Told anew"]));
        Assert.That(await _service.ScalarAsync<bool>("select is_whole and missing_since is null from feed"), Is.True);
    }
}
