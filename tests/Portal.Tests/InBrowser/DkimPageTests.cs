using Microsoft.Playwright;
using PenguinMails.EndToEnd.Tests.Portal;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>A tenant reads which DNS records to publish and has them looked for.</summary>
[Category("Component")]
internal sealed class DkimPageTests : ChromiumFixture
{
    [Test]
    public async Task Tenant_ReadsWhatDiffers_AndHasDnsLookedAt()
    {
        Api.Answer = new MailSecrets().AnswerAsync;
        var page = await OpenAsync();
        await SignInAsync(page);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "DKIM", Exact = true }).ClickAsync();

        await SeeAsync(page, "cumulus.example");
        await PageCheck.LooksGoodAsync(page, "dkim", page.GetByText("The key is cut off"));
        await PageCheck.FitsAsync(page, "dkim", 360);
        await KeyboardCheck.ReachesAllAsync(page, "dkim");
        await page.GetByText("The same as 2 strings of at most 255 bytes").Last.ClickAsync();
        await PageCheck.LooksGoodAsync(page, "dkim-strings", page.GetByText("For DNS providers that ask for the parts").Last);

        await Button(page, "Check now: cumulus.example").ClickAsync();
        var stepUp = page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Confirm it is you" });
        Assert.That(await stepUp.CountAsync(), Is.Zero, "this stand-in asks for none");
        await Assertions.Expect(page.GetByText("1 record is missing or differs.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("The key is cut off")).ToHaveCountAsync(0);
        Assert.That(Api.To(MailSecrets.Check), Has.Count.EqualTo(1));
        Assert.That(Said, Is.Empty);
    }

    [TestCase("admin")]
    [TestCase("operator")]
    public async Task Page_OfATenant_IsNobodyElses(string role)
    {
        (Api.Role, Api.Answer) = (role, new MailSecrets().AnswerAsync);
        var page = await OpenAsync();
        await SignInAsync(page);
        var before = Api.To("/api/v1/tenant/dkim").Count;

        await page.GotoAsync("/dashboard/settings/email/dkim");

        await SeeAsync(page, "Page not found");
        Assert.That(Api.To("/api/v1/tenant/dkim"), Has.Count.EqualTo(before));
    }
}
