using System.Net;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Somebody watches a page while the process behind it dies and is started again. The page goes on by itself, and misses nothing.</summary>
[Category("System")]
internal sealed class RestartTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string Secrets = "/api/v1/admin/secrets";
    private const string Reconnecting = "The connection was lost; the work goes on. Reconnecting…";

    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [TestCase("audit")]
    [TestCase("gateway")]
    [TestCase("portal")]
    public async Task AuditPage_WhileAServiceDies_HasEveryRecordOnceAndInOrder(string service)
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/audit");
        await page.SignInAsync(_admin);
        await Assertions.Expect(Status(page, "Live")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Details of record" }).First).ToBeVisibleAsync();
        await page.MarkAsync();
        var owner = DevelopmentUser.AcmeOwner;
        await using var records = await RecordMaker.StartAsync(owner);
        var begin = TimeProvider.System.GetUtcNow();
        await records.MakeAsync(20);

        var killed = RunningServices.Kill(service);
        await Assertions.Expect(Status(page, "Reconnecting")).ToBeVisibleAsync();
        await RunningServices.WaitRestartedAsync(killed);
        await Assertions.Expect(Status(page, "Live")).ToBeVisibleAsync();
        await records.MakeAsync(20);
        await records.StopAsync();

        var made = await RecordsAsync(owner, begin, records.Made);
        await Eventually.Async(async () => (await SequencesAsync(page)).FirstOrDefault() >= made[0], what: "The last record on the page");
        var older = page.Button("Show older records");
        while ((await SequencesAsync(page))[^1] > made[^1])
        {
            // After a long interruption the page begins anew at the newest records.
            await older.ClickAsync();
            await Assertions.Expect(older).ToBeEnabledAsync();
        }

        var shown = await SequencesAsync(page);
        Assert.That(shown, Is.EqualTo(Enumerable.Range(0, shown.Length).Select(below => shown[0] - below)), "newest first, each once, without gaps");
        Assert.That(made, Is.SubsetOf(shown));
        await page.AssertNotReloadedAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    /// <summary>The server of the tenant hangs until everybody who works on the rotation is dead.</summary>
    [Test]
    public async Task Rotation_WhoseWorkersDie_ReachesItsEndOnThePage()
    {
        var owner = await Colleague.OfAsync(DevelopmentUser.AcmeOwner);
        await AcmeIsIdleAsync();
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(PortalPages.SshAccess);
        await page.SignInAsync(owner);
        await page.SeeAsync("SSH Access");
        await page.MarkAsync();
        KilledService killed;
        using (RunningServices.PauseServerOf(DevelopmentTenant.Acme))
        {
            await page.Button("Rotate SSH Key").ClickAsync();
            await page.DialogNamed("Rotate the SSH key?").Press("Rotate SSH Key").ClickAsync();
            await page.StepUpAsync(owner);
            await Assertions.Expect(page.Heading("Rotation in progress")).ToBeVisibleAsync();

            killed = RunningServices.Kill("key-issuance");
            await Assertions.Expect(page.GetByText(Reconnecting)).ToBeVisibleAsync();
        }

        await RunningServices.WaitRestartedAsync(killed);
        await page.SeeAsync("Rotation finished");
        await page.AssertNotReloadedAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Campaign_WhoseServicesDie_ReachesItsEndOnThePage()
    {
        await AcmeIsIdleAsync();
        var admin = RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/account");
        await page.SignInAsync(_admin);
        await page.SeeAsync("Your account");
        List<KilledService> killed = [];
        using (RunningServices.PauseServerOf(DevelopmentTenant.Acme))
        {
            var secrets = new[] { "admin", "tenant" }.Select(name => new { tenantId = DevelopmentTenant.Acme.Id, type = "ssh", name });
            using var begun = await admin.SendAsync(
                HttpMethod.Post, $"{Secrets}/rotate-all", new { secretType = "ssh", scope = "selected", secrets, reason = "Seen across a restart", confirm = true }, stepUp: true);
            var campaign = await SignedInUser.ReadAsync(begun, HttpStatusCode.Accepted);
            await page.GotoAsync($"/admin/secrets/rotation/campaigns/{(string)campaign["campaignId"]!}");
            await Assertions.Expect(page.GetByText("0 of 2 finished")).ToBeVisibleAsync();
            await page.MarkAsync();

            killed.Add(RunningServices.Kill("rotation"));
            await Assertions.Expect(page.GetByText(Reconnecting)).ToBeVisibleAsync();
            killed.Add(RunningServices.Kill("key-issuance"));
        }

        foreach (var each in killed)
        {
            await RunningServices.WaitRestartedAsync(each);
        }

        await Assertions.Expect(page.GetByText("2 of 2 finished")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Completed").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText(Reconnecting)).ToBeHiddenAsync();
        await page.AssertNotReloadedAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    private static ILocator Status(IPage page, string state) => page.Locator(".status", new PageLocatorOptions { HasTextString = state }).First;

    private static Task<long[]> SequencesAsync(IPage page) => page.EvaluateAsync<long[]>(
        "() => [...document.querySelectorAll('button[aria-label^=\"Details of record \"]')].map(one => Number(one.textContent))");

    /// <summary>The sequences of a person's records, newest first, once there are so many.</summary>
    private async Task<long[]> RecordsAsync(DevelopmentUser of, DateTimeOffset from, int least)
    {
        var query = $"{Logs}?user={Uri.EscapeDataString(of.Email)}&from={Uri.EscapeDataString(from.ToString("O"))}&pageSize=200";
        var sequences = new List<long>();
        await Eventually.Async(
            async () =>
            {
                sequences.Clear();
                for (long? before = null; ;)
                {
                    var list = await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).GetAsync(before is null ? query : $"{query}&before={before}");
                    sequences.AddRange(list["items"]!.AsArray().Select(record => (long)record!["sequence"]!));
                    if (list["next"] is not { } next)
                    {
                        return sequences.Count >= least;
                    }

                    before = (long)next;
                }
            },
            what: $"{least} records in the ledger");
        return [.. sequences];
    }

    private static Task AcmeIsIdleAsync() => Eventually.Async(
        async () => await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync("/api/v1/tenant/infrastructure/ssh-credentials") is { } now
            && (string?)now["status"] == "active" && now["operation"] is null && now["gracePeriod"] is null,
        what: "A key without running operations");
}
