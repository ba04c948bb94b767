using System.Net;
using System.Net.Http.Json;
using NUnit.Framework;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Rebuilding;

/// <summary>The projection can be rebuilt while it answers and while tenants change.</summary>
[Category("Component")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RebuildTests : IAsyncDisposable
{
    private const string Path = AdminQueryService.List + "/rebuild";
    private AdminQueryService _service = null!;

    [SetUp]
    public async Task StartAsync() => _service = await AdminQueryService.StartAsync();

    [TearDown]
    public async Task StopAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Start_Empty_AsksForEveryTenantAndSaysThatItIsRebuilding()
    {
        var rebuildId = await _service.RunningRebuildAsync();
        await Eventually.Async(async () => (await AskedAsync()).Contains(rebuildId), what: "The request on its way");
        Assert.That((await _service.GetAsync(AdminQueryService.List)).GetProperty("isRebuilding").GetBoolean(), Is.True);
        Assert.That((await _service.GetAsync(AdminQueryService.List)).TryGetProperty("asOf", out _), Is.False, "nothing was reported yet");

        await _service.HearAsync(Part(rebuildId, 1, isLast: true, total: 0));

        var list = await _service.GetAsync(AdminQueryService.List);
        Assert.That((list.GetProperty("isRebuilding").GetBoolean(), list.GetProperty("total").GetInt32()), Is.EqualTo((false, 0)));
        Assert.That(list.TryGetProperty("behindSeconds", out _), Is.True);
    }

    [Test]
    public async Task Start_NobodyAnswers_AsksAgain()
    {
        var silent = await _service.RunningRebuildAsync();
        await _service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update rebuild set requested_at = requested_at - interval '11 minutes'"), CancellationToken.None);

        var rebuildId = await Eventually.GetAsync(_service.RunningRebuildAsync, id => id != silent, what: "A second rebuild");
        await Eventually.Async(async () => (await AskedAsync()).Contains(rebuildId), what: "The request on its way");

    }

    [Test]
    public async Task Rebuild_WhileTenantsChange_LosesNoChangeAndForgetsWhoIsGone()
    {
        await _service.HearAsync(Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 0));
        TenantState[] tenants = [.. Enumerable.Range(0, 6).Select(number => Tenant(name: $"Tenant {number}"))];
        var gone = Tenant(name: "Gone");
        await _service.HearAsync(Report([.. tenants, gone]));

        var rebuildId = await BeginAsync();
        var first = Part(rebuildId, 1, isLast: false, total: 6, tenants[..3]);
        var changed = Report(tenants[1] with { Name = "Changed after its part" }, tenants[4] with { Name = "Changed before its part" });
        var last = Part(rebuildId, 2, isLast: true, total: 6, [tenants[3], tenants[4] with { Name = "Changed before its part" }, tenants[5]]);

        await _service.HearAsync(last);
        Assert.That((await StateAsync()).GetProperty("done").GetInt32(), Is.EqualTo(3));
        Assert.That((await StateAsync()).GetProperty("state").GetString(), Is.EqualTo("running"), "the last part came first");
        Assert.That(await _service.NamesAsync("search=gone"), Has.Count.EqualTo(1), "what was known is answered until the new is whole");
        await _service.HearAsync(changed, first);

        var state = await StateAsync();
        Assert.That(
            (state.GetProperty("state").GetString(), state.GetProperty("done").GetInt32(), state.GetProperty("total").GetInt32()), Is.EqualTo(("done", 6, 6)));
        Assert.That(
            await _service.NamesAsync("sort=tenantName"),
            Is.EqualTo(["Changed after its part", "Changed before its part", "Tenant 0", "Tenant 2", "Tenant 3", "Tenant 5"]));
    }

    [Test]
    public async Task Rebuild_AfterAReportThatWasTooHigh_ReplacesIt()
    {
        var tenant = Tenant(name: "From a database that was set back");
        await _service.HearAsync(Report(tenant) with { Number = 1_000_000_000 });
        var rebuildId = await BeginAsync();

        await _service.HearAsync(Part(rebuildId, 1, isLast: true, total: 1, tenant with { Name = "As it is" }));

        Assert.That(await _service.NamesAsync(""), Is.EqualTo(["As it is"]));
    }

    [Test]
    public async Task Rebuild_AfterAnUpgrade_FillsInWhatAnEarlierVersionDidNotReport()
    {
        var tenant = Tenant(name: "Upgraded", secrets: [Secret("mail-1", SecretTypes.Smtp), Secret("acme.example", SecretTypes.Dkim)]);
        await _service.HearAsync(Report(tenant));
        var rebuildId = await BeginAsync();
        SecretState[] told = [tenant.Secrets[0] with { Settings = SmtpSettings() }, tenant.Secrets[1] with { Settings = DkimSettings(DkimDnsModes.Delegated) }];

        await _service.HearAsync(Part(rebuildId, 1, isLast: true, total: 1, tenant with { Secrets = told }));

        var shown = await _service.GetAsync($"/api/v1/admin/secrets/tenant/{tenant.TenantId}");
        Assert.That(shown.GetProperty("smtp")[0].GetProperty("username").GetString(), Is.EqualTo("admin@*****.example"));
        Assert.That(shown.GetProperty("dkim")[0].GetProperty("dnsMode").GetString(), Is.EqualTo("delegated"));
    }

    [Test]
    public async Task Rebuild_AskedForAgain_CountsThePartsOfTheNewOneAlone()
    {
        var tenant = Tenant(name: "Kept");
        var (before, now) = (await BeginAsync(), await BeginAsync());

        await _service.HearAsync(Part(before, 1, isLast: true, total: 1, tenant));
        Assert.That((await StateAsync()).GetProperty("state").GetString(), Is.EqualTo("running"));
        await _service.HearAsync(Part(now, 1, isLast: true, total: 1, tenant), Part(now, 1, isLast: true, total: 1, tenant));

        Assert.That((await StateAsync()).GetProperty("rebuildId").GetGuid(), Is.EqualTo(now));
        Assert.That((await StateAsync()).GetProperty("state").GetString(), Is.EqualTo("done"));
        Assert.That(await _service.NamesAsync(""), Is.EqualTo(["Kept"]));
    }

    [Test]
    public async Task Tables_EmptiedWhileItRuns_AreAskedForAnew()
    {
        var first = await _service.RunningRebuildAsync();
        await _service.HearAsync(Part(first, 1, isLast: true, total: 1, Tenant()));

        await _service.ExecuteAsync("truncate tenant, rebuild cascade");

        var second = await _service.RunningRebuildAsync();
        Assert.That(second, Is.Not.EqualTo(first));
        await Eventually.Async(async () => (await AskedAsync()).Contains(second), what: "The request on its way");
    }

    [Test]
    public async Task Begin_WithoutAReasonOrStepUp_IsRefused()
    {
        using var admin = _service.Client(Roles.Admin);
        using var refused = await admin.PostAsJsonAsync(Path, new { reason = "no grant" });
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var steppedUp = _service.Client(Roles.Admin, steppedUp: true);
        using var invalid = await steppedUp.PostAsJsonAsync(Path, new { });
        Assert.That(invalid.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static TenantStatesReported Part(Guid rebuildId, int part, bool isLast, int total, params IReadOnlyList<TenantState> tenants) =>
        Report(tenants) with { Replay = new ReplayPart(rebuildId, part, isLast, total) };

    private async Task<Guid> BeginAsync()
    {
        using var admin = _service.Client(Roles.Admin, steppedUp: true);
        using var answer = await admin.PostAsJsonAsync(Path, new { reason = "a test wants it" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
        Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo(Path));
        return (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("rebuildId").GetGuid();
    }

    private async Task<System.Text.Json.JsonElement> StateAsync() => (await _service.GetAsync(Path)).GetProperty("rebuild");

    /// <summary>Nobody takes the requests here: they wait.</summary>
    private async Task<IReadOnlyList<Guid>> AskedAsync() =>
    [
        .. (await _service.Database.ReadAsync(
            read => read.QueryAsync<string>("select body from outbox_message where message_type = @type", new { type = typeof(ReplayTenantState).FullName }),
            CancellationToken.None)).Select(body => ((ReplayTenantState)MessageJson.Deserialize(typeof(ReplayTenantState).FullName!, body)).ReplayId),
    ];
}
