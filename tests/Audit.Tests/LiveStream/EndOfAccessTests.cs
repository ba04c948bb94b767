using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>A stream lasts no longer than the access of its reader.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class EndOfAccessTests : OwnServiceTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";

    [Test]
    public async Task Follow_SessionSignedOut_EndsTheStreamAndSaysWhy()
    {
        await Service.FollowedAsync(0);
        var (client, signOut) = Service.SignIn(new TestTokens(Roles.Admin));
        using var answer = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Service.PublishAsync(Record(reason: "before"));
        var rest = answer.Content.ReadAsStringAsync();

        signOut();

        var text = await rest.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(text, Does.EndWith(": the session was signed out\n\n"), "complete, with the reason");
        using var again = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "who comes back is not let in");
        await Eventually.Async(() => Task.FromResult(Service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
        client.Dispose();
    }

    [Test]
    public async Task Follow_AccessTokenExpires_EndsTheStreamAndSaysWhy()
    {
        await Service.FollowedAsync(0);
        // Taken, with the skew of clocks, for some seconds yet.
        var (client, _) = Service.SignIn(new TestTokens(Roles.Admin) { Lifetime = TimeSpan.FromSeconds(3) });
        using var answer = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        var text = await answer.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(text, Does.EndWith(": the access token has expired\n\n"));
        client.Dispose();
    }
}
