using System.Net;
using System.Net.ServerSentEvents;
using NUnit.Framework;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>The ledger's stream lasts no longer than the access of its reader, who misses nothing when access is back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class EndOfAccessTests : OwnServiceTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

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

        var text = await rest.WaitAsync(Deadline);
        Assert.That(text, Does.EndWith(": the session was signed out\n\n"), "complete, with the reason");
        using var again = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), "who comes back is not let in");
        await Eventually.Async(() => Task.FromResult(Service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
        client.Dispose();
    }

    [Test]
    public async Task Follow_ReconnectedWithANewToken_MissesNothing()
    {
        await Service.FollowedAsync(0);
        var (client, signOut) = Service.SignIn(new TestTokens(Roles.Admin));
        var first = new List<SseItem<string>>();
        using (var answer = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead))
        {
            await Service.PublishAsync(Record(reason: "before"));
            await foreach (var item in FollowAsync(answer))
            {
                first.Add(item);
                signOut();
            }
        }

        await Service.PublishAsync(Record(reason: "between"));
        var (renewed, _) = Service.SignIn(new TestTokens(Roles.Admin));
        renewed.DefaultRequestHeaders.Add("Last-Event-ID", first[^1].EventId);
        var second = new List<SseItem<string>>();
        using (var answer = await renewed.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead))
        {
            await foreach (var item in FollowAsync(answer))
            {
                second.Add(item);
                if (item.Data.Contains("between", StringComparison.Ordinal))
                {
                    break;
                }
            }
        }

        var sequences = first.Concat(second).Select(item => long.Parse(item.EventId!, null)).ToList();
        Assert.That(sequences, Is.EqualTo(Enumerable.Range(0, sequences.Count).Select(index => sequences[0] + index)), "no gap, nothing twice");
        client.Dispose();
        renewed.Dispose();
    }

    private static async IAsyncEnumerable<SseItem<string>> FollowAsync(HttpResponseMessage answer)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var deadline = new CancellationTokenSource(Deadline);
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(deadline.Token)).EnumerateAsync(deadline.Token))
        {
            if (item.EventType == "record")
            {
                yield return item;
            }
        }
    }
}
