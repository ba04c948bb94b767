using System.Text;
using Microsoft.Playwright;
using PenguinMails.EndToEnd.Tests.Portal;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>A password that was shown is nowhere in the browser when its time is over.</summary>
[Category("Component")]
internal sealed class RevealTests : ChromiumFixture
{
    private const string Title = "SMTP Admin Credentials - Tenant: Acme Mail";

    [Test]
    public async Task Reveal_UntilItIsClosed_LeavesNothingBehind()
    {
        var before = Api.To(MailSecrets.Reveal).Count;
        var page = await OpenTenantAsync();
        var dialog = await RevealAsync(page);

        await Assertions.Expect(dialog.GetByRole(AriaRole.Timer)).ToContainTextAsync("Credentials expire in 14:");
        Assert.That(await TracesAsync(page), Does.Not.Contain(MailSecrets.Password), "hidden until somebody asks for it");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show password" }).ClickAsync();
        Assert.That(await TracesAsync(page), Does.Contain(MailSecrets.Password));
        Assert.That(await IsInMemoryAsync(page), Is.True, "or the search finds nothing");
        await PageCheck.LooksGoodAsync(page, "reveal", dialog.GetByText(MailSecrets.Password), isWhole: false);
        await PageCheck.FitsAsync(page, "reveal", 360);
        var link = dialog.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "https://mail.acme.example/" });
        Assert.That((await link.GetAttributeAsync("target"), await link.GetAttributeAsync("rel")), Is.EqualTo(("_blank", "noopener noreferrer")));

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await AssertGoneAsync(page);
        var asked = Api.To(MailSecrets.Reveal).Skip(before);
        Assert.That(asked.Select(request => request.Body), Is.EqualTo(["{\"reason\":\"A backup fails\"}", "{\"reason\":\"A backup fails\"}"]), "before and after the step-up");
    }

    [Test]
    public async Task Reveal_AfterFifteenMinutes_EndsByItselfWithAWarningBefore()
    {
        var page = await OpenTenantAsync(hasClock: true);
        var dialog = await RevealAsync(page);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show password" }).ClickAsync();

        await page.Clock.FastForwardAsync("14:10");
        await Assertions.Expect(dialog.GetByText("One minute left").First).ToBeVisibleAsync();
        await PageCheck.LooksGoodAsync(page, "reveal-last-minute", dialog.GetByRole(AriaRole.Timer), isWhole: false);
        await page.Clock.FastForwardAsync("01:00");

        await Assertions.Expect(page.GetByText("The credentials were hidden after 15 minutes.")).ToBeVisibleAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await AssertGoneAsync(page);
    }

    [Test]
    public async Task Reveal_WhenThePageIsLeft_EndsAtOnce()
    {
        var page = await OpenTenantAsync();
        var dialog = await RevealAsync(page);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show password" }).ClickAsync();

        await page.EvaluateAsync("""
            () => {
                Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
                document.dispatchEvent(new Event("visibilitychange"));
            }
            """);

        await Assertions.Expect(page.GetByText("The credentials were hidden because you left the page.")).ToBeVisibleAsync();
        await AssertGoneAsync(page);
    }

    [Test]
    public async Task Tenant_WithMailSecrets_LooksGood_AndItsDialogsDo()
    {
        var page = await OpenTenantAsync();
        await PageCheck.LooksGoodAsync(page, "tenant-mail", page.GetByText("admin@*****.example"));
        await PageCheck.FitsAsync(page, "tenant-mail", 360);
        await KeyboardCheck.ReachesAllAsync(page, "tenant-mail");
        foreach (var (button, field, name) in new[] { ("Add SMTP credentials", "User name", "enrol-smtp"), ("Add DKIM key", "Domain", "enrol-dkim") })
        {
            await Button(page, button).ClickAsync();
            await PageCheck.LooksGoodAsync(page, name, page.GetByLabel(field, new PageGetByLabelOptions { Exact = true }), isWhole: false);
            await PageCheck.FitsAsync(page, name, 360);
            await page.Keyboard.PressAsync("Escape");
        }
    }

    /// <param name="hasClock">The page's time is the test's.</param>
    private async Task<IPage> OpenTenantAsync(bool hasClock = false)
    {
        (Api.Role, Api.Answer) = ("admin", new MailSecrets().AnswerAsync);
        var page = await OpenAsync();
        if (hasClock)
        {
            await page.Clock.InstallAsync();
        }

        await SignInAsync(page);
        await page.GotoAsync($"/admin/secrets/tenants/{MailSecrets.TenantId}");
        await SeeAsync(page, "Acme Mail");
        return page;
    }

    private async Task<ILocator> RevealAsync(IPage page)
    {
        await Button(page, "View credentials: SMTP credentials: mail-1").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = Title });
        await dialog.GetByLabel("Reason").FillAsync("A backup fails");
        await PageCheck.LooksGoodAsync(page, "reveal-reason", dialog.GetByLabel("Reason"), isWhole: false);
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Show credentials" }).ClickAsync();
        var stepUp = page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Confirm it is you" });
        await stepUp.GetByLabel("Password", new LocatorGetByLabelOptions { Exact = true }).FillAsync("penguin-dev-password");
        await stepUp.GetByLabel("Six-digit code").FillAsync("654321");
        await stepUp.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Confirm" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText(MailSecrets.Username)).ToBeVisibleAsync();
        return dialog;
    }

    private async Task AssertGoneAsync(IPage page)
    {
        var traces = await TracesAsync(page);
        Assert.That(traces, Does.Contain("mail-1"), "the page was read at all");
        Assert.That(traces, Does.Not.Contain(MailSecrets.Password).And.Not.Contain(MailSecrets.Username));
        Assert.That(await IsInMemoryAsync(page), Is.False);
    }

    /// <summary>Whether a script of the page can still reach the password: it is in the heap after a collection.</summary>
    private static async Task<bool> IsInMemoryAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        var heap = new StringBuilder();
        session.Event("HeapProfiler.addHeapSnapshotChunk").OnEvent += (_, chunk) => heap.Append(chunk!.Value.GetProperty("chunk").GetString());
        await session.SendAsync("HeapProfiler.takeHeapSnapshot", new Dictionary<string, object> { ["reportProgress"] = false });
        await session.DetachAsync();
        Assert.That(heap.Length, Is.GreaterThan(100_000), "a snapshot");
        return heap.ToString().Contains(MailSecrets.Password, StringComparison.Ordinal);
    }
}
