using System.Net;
using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.Sessions;

[Category("Component")]
internal sealed class LostAnswerTests : PortalFixture
{
    private const string Call = "/portal/api/v1/notifications";

    [Test]
    public async Task Refresh_WhoseAnswerWasLost_IsRepeatedAsTheSameRequest()
    {
        Api.AccessSeconds = 1;
        using var browser = Portal.Open();
        await browser.SignInAsync();
        Api.AccessSeconds = 900;
        var isLost = true;
        Api.Answer = context =>
        {
            var isLostNow = isLost && context.Request.Path.Value!.EndsWith("/refresh", StringComparison.Ordinal);
            if (isLostNow)
            {
                isLost = false;
                context.Abort();
            }

            return Task.FromResult(isLostNow);
        };

        using var refused = await browser.GetAsync(Call);
        await Eventually.Async(async () => (await browser.GetAsync(Call)).IsSuccessStatusCode, what: "A refreshed session");

        var asked = Api.To("/api/v1/auth/refresh");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(asked, Has.Count.EqualTo(2));
        Assert.That(asked[1].Body, Is.EqualTo(asked[0].Body), "what Identity takes for the same request");
    }
}
