using System.Text.Json;
using NUnit.Framework;
using PenguinMails.AdminQuery.Projection;
using PenguinMails.AdminQuery.Rebuilding;
using PenguinMails.AdminQuery.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.AdminQuery.Tests.Platform.Reports;

namespace PenguinMails.AdminQuery.Tests.Projection;

/// <summary>The list does not say that it is current while something is missing in it.</summary>
[Category("Component")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MissingReportsTests : IAsyncDisposable
{
    private const string Path = AdminQueryService.List + "/rebuild";
    private readonly ReportChain _chain = new();
    private AdminQueryService _service = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _service = await AdminQueryService.StartAsync();
        await _service.HearAsync(_chain.Part(await _service.RunningRebuildAsync(), 1, isLast: true, total: 0));
    }

    [TearDown]
    public async Task StopAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Report_ThatIsMissing_HoldsTheTimeUntilItComes()
    {
        TenantStatesReported before = _chain.Next(Tenant()), missing = _chain.Next(Tenant(name: "Late")), after = _chain.Next(Tenant());
        var nothing = _chain.Nothing();
        await _service.HearAsync(before, after);
        Assert.That(await AsOfAsync(), Is.EqualTo(before.OccurredAt).Within(TimeSpan.FromMilliseconds(1)), "a report between is missing");
        Assert.That((await StateAsync()).TryGetProperty("missingSince", out _), Is.True);

        await _service.HearAsync(nothing, missing);

        Assert.That(await AsOfAsync(), Is.EqualTo(nothing.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((await StateAsync()).TryGetProperty("missingSince", out _), Is.False);
    }

    [TestCase(0)]
    [TestCase(-3600, Description = "its clock was set back")]
    public async Task Report_ThatIsMissingBeforeSilence_ShowsByTheNextThatSaysNothingHasChanged(int seconds)
    {
        var before = _chain.Next(Tenant());
        _ = _chain.Next(Tenant()); // never comes
        var nothing = _chain.Nothing();
        await _service.SendAsync(before, nothing with { OccurredAt = nothing.OccurredAt.AddSeconds(seconds) });

        await Eventually.Async(async () => (await StateAsync()).TryGetProperty("missingSince", out _), what: "The gap");
        Assert.That(await AsOfAsync(), Is.EqualTo(before.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task Reports_OutOfOrderAndTwice_LeaveNothingMissing()
    {
        TenantStatesReported first = _chain.Next(Tenant()), second = _chain.Next(Tenant()), third = _chain.Next(Tenant());
        var nothing = _chain.Nothing();

        await _service.HearAsync(third, nothing, first, nothing, first, second, third, second);

        Assert.That(await AsOfAsync(), Is.EqualTo(nothing.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((await StateAsync()).TryGetProperty("missingSince", out _), Is.False);
    }

    [Test]
    public async Task Reports_ThatNothingHasChanged_AdvanceTheTimeAndNeverSetItBack()
    {
        var before = _chain.Nothing();
        var nothing = _chain.Nothing();

        await _service.HearAsync(nothing, before, _chain.Next(Tenant()) with { OccurredAt = before.OccurredAt });

        Assert.That(await AsOfAsync(), Is.EqualTo(nothing.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((await _service.GetAsync(AdminQueryService.List)).GetProperty("behindSeconds").GetDouble(), Is.Zero, "it was reported for a later time than now");
    }

    [Test]
    public async Task Report_ThatIsSetAside_IsToldAnewByARebuild()
    {
        var (twice, after) = (Tenant(name: "Twice in one report"), Tenant(name: "After"));
        var applied = _chain.Next(Tenant());
        var unusable = _chain.Next(twice, twice);
        await _service.HearAsync(applied);
        await _service.SendAsync(unusable);
        await _service.HearAsync(_chain.Next(after));
        Assert.That(await AsOfAsync(), Is.EqualTo(applied.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));

        var rebuildId = await AskedAnewAsync();
        Assert.That(await AsOfAsync(), Is.EqualTo(applied.OccurredAt).Within(TimeSpan.FromMilliseconds(1)), "as long as the rebuild is not whole");
        var last = _chain.Part(rebuildId, 1, isLast: true, total: 3, twice, after, applied.Tenants[0]);
        await _service.HearAsync(last);

        Assert.That(await AsOfAsync(), Is.EqualTo(last.OccurredAt).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((await StateAsync()).GetProperty("rebuild").GetProperty("reason").GetString(), Is.EqualTo("Reports of tenants are missing."));
        Assert.That(await _service.ScalarAsync<int>("select attempts from feed"), Is.Zero);
    }

    [Test]
    public async Task Report_ThatIsMissingAmidARebuild_IsMissingAfterIt()
    {
        var (one, other) = (Tenant(name: "One"), Tenant(name: "Other"));
        await _service.HearAsync(_chain.Next(one, other));
        await _service.ExecuteAsync("update feed set missing_since = now() - interval '2 hours'");
        var rebuildId = await _service.RunningRebuildAsync();
        var first = _chain.Part(rebuildId, 1, isLast: false, total: 2, one);
        _ = _chain.Next(one with { Name = "Changed after its part" });
        await _service.HearAsync(first, _chain.Part(rebuildId, 2, isLast: true, total: 2, other));

        Assert.That((await StateAsync()).GetProperty("rebuild").GetProperty("state").GetString(), Is.EqualTo("done"));
        Assert.That((await StateAsync()).TryGetProperty("missingSince", out _), Is.True);
    }

    [Test]
    public async Task Report_OfADatabaseThatWasSetBack_HasAllToldAnew()
    {
        var tenant = Tenant(name: "As it was");
        var restored = _chain.Last;
        await _service.HearAsync(_chain.Next(tenant), _chain.Next(tenant with { Name = "Undone" }));
        var undone = await AsOfAsync();
        _chain.Last = restored;
        await _service.HearAsync(_chain.Next(Tenant()));
        Assert.That(await AsOfAsync(), Is.EqualTo(undone));

        await _service.HearAsync(_chain.Part(await AskedAnewAsync(), 1, isLast: true, total: 1, tenant));

        Assert.That(await _service.NamesAsync(""), Is.EqualTo(["As it was"]));
        Assert.That(await AsOfAsync(), Is.GreaterThan(undone));
    }

    [Test]
    public async Task Silence_OfADatabaseThatWasSetBack_HasAllToldAnew()
    {
        var restored = _chain.Last;
        await _service.HearAsync(_chain.Next(Tenant()));
        var undone = await AsOfAsync();
        _chain.Last = restored;
        await _service.SendAsync(_chain.Nothing());

        var part = _chain.Part(await AskedAnewAsync(), 1, isLast: true, total: 0) with { Number = NextNumber() };
        await _service.HearAsync(part);

        Assert.That(await _service.NamesAsync(""), Is.Empty);
        Assert.That(await AsOfAsync(), Is.GreaterThan(undone));
    }

    [Test]
    public async Task Rebuild_ThatDoesNotHelp_IsTriedEverRarer()
    {
        var begun = Now.AddDays(1); // the service itself looks at the clock meanwhile
        foreach (var (attempts, seconds) in new[] { (0, 15), (1, 600), (2, 1200), (3, 2400), (4, 3600), (400, 3600) })
        {
            await _service.ExecuteAsync(
                $"update feed set attempts = {attempts}, missing_since = '{begun:O}'; update rebuild set requested_at = '{begun:O}', progress_at = '{begun:O}'");
            foreach (var state in (string[])["done", "running"])
            {
                var isSoon = attempts == 0 && state == "done";
                await _service.ExecuteAsync($"update rebuild set state = '{state}'");
                Assert.That(await IsNeededAsync(begun.AddSeconds(seconds - 5)), Is.False, $"{attempts} attempts, early, {state}");
                Assert.That(await IsNeededAsync(begun.AddSeconds(seconds + 5)), Is.EqualTo(isSoon || attempts > 0), $"{attempts} attempts, {state}");
            }
        }
    }

    [Test]
    public async Task Reports_ThatAreTaken_AreConfirmedOnceInAWhile()
    {
        Assert.That(await ConfirmationsAsync(), Is.EqualTo(1), "the first part of the replay was confirmed");
        var confirmed = Now.AddHours(1);
        foreach (var (after, confirmations) in new[] { (0, 2), (9, 2), (11, 3), (15, 3), (-60, 4) })
        {
            await _service.Database.InTransactionAsync(
                transaction => Following.ConfirmAsync(transaction, confirmed.AddSeconds(after)), CancellationToken.None);
            Assert.That(await ConfirmationsAsync(), Is.EqualTo(confirmations), $"{after} s later");
        }
    }

    private Task<bool> IsNeededAsync(DateTimeOffset now) =>
        _service.Database.ReadAsync(read => NeededRebuilds.IsNeededAsync(read, TimeSpan.FromSeconds(15), now), CancellationToken.None);

    /// <summary>Lets the time pass that a late report is waited for, and waits for the rebuild.</summary>
    private async Task<Guid> AskedAnewAsync()
    {
        await Eventually.Async(() => _service.ScalarAsync<bool>("select missing_since is not null from feed"), what: "The gap");
        await _service.ExecuteAsync("update feed set missing_since = missing_since - interval '2 hours'");
        return await _service.RunningRebuildAsync();
    }

    /// <summary>Nobody takes them here: they wait.</summary>
    private Task<int> ConfirmationsAsync() => _service.ScalarAsync<int>(
        "select count(*)::int from outbox_message where message_type = @type", new { type = typeof(FollowTenantStates).FullName });

    private async Task<DateTimeOffset> AsOfAsync() => (await _service.GetAsync(AdminQueryService.List)).GetProperty("asOf").GetDateTimeOffset();

    private Task<JsonElement> StateAsync() => _service.GetAsync(Path);
}
