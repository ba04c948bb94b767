using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.LiveStream;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LiveStreamTests : OwnServiceTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";

    [Test]
    public async Task Follow_RecordsOfAnyInstance_ComeInOrderAndOnce()
    {
        await using var second = await Service.StartAnotherAsync();
        using var stream = await OpenAsync(Service);
        await second.PublishAsync(Enumerable.Range(0, 100).Select(number => Record(reason: $"{number}")));

        var sequences = await ReadAsync(stream, 100);

        Assert.That(sequences, Is.EqualTo(Enumerable.Range(1, 100).Select(number => (long)number)));
    }

    [Test]
    public async Task Follow_Burst_ReachesAListenerThatReads()
    {
        const int Burst = 2000;
        using var stream = await OpenAsync(Service, "?action=ssh_key.download");
        var reading = ReadAsync(stream, Burst);

        await Service.PublishAsync(Enumerable.Range(0, Burst).Select(number => Record(reason: $"{number}")));

        Assert.That(await reading, Has.Count.EqualTo(Burst).And.Ordered, "without coming back for what it missed");
    }

    [Test]
    public async Task Follow_LastEventId_ContinuesWithWhatWasMissed()
    {
        await Service.PublishAsync(Enumerable.Range(0, 900).Select(number => Record(reason: $"{number}")));
        await Service.RecordedAsync(900);
        using var stream = await OpenAsync(Service, lastEventId: "7");
        await Service.PublishAsync(Record());

        var sequences = await ReadAsync(stream, 894);

        Assert.That(sequences, Is.EqualTo(Enumerable.Range(8, 894).Select(number => (long)number)), "no gap where the past meets the present");
    }

    [Test]
    public async Task Follow_Filter_ShowsOnlyWhatMatches()
    {
        using var stream = await OpenAsync(Service, "?outcome=refused&user=OWNER@acme.example");

        await Service.PublishAsync(Record(), Record(outcome: AuditOutcomes.Refused, user: "other@acme.example"), Record(outcome: AuditOutcomes.Refused, reason: "this one"));

        var items = Items(stream).GetAsyncEnumerator();
        await items.MoveNextAsync();
        Assert.That(items.Current.Data.GetProperty("reason").GetString(), Is.EqualTo("this one"));
    }

    [Test]
    public async Task Follow_ManyListeners_AllHearWithinASecondOfTheCommit()
    {
        const int Listeners = 200;
        var streams = await Task.WhenAll(Enumerable.Range(0, Listeners).Select(_ => OpenAsync(Service, "?action=ssh_key.download")));
        await Eventually.Async(() => Task.FromResult(Service.Get<LedgerTail>().Listeners == Listeners), what: "all listeners");
        var heard = streams.Select(stream => ReadAsync(stream, 1)).ToList();

        await Service.PublishAsync(Record());
        await Service.RecordedAsync(Listeners + 1); // each listening is on record too
        var committed = Stopwatch.GetTimestamp();
        await Task.WhenAll(heard).WaitAsync(TimeSpan.FromMinutes(3));

        TestContext.Out.WriteLine($"{Listeners} listeners heard {Stopwatch.GetElapsedTime(committed).TotalMilliseconds:F0} ms after the commit was seen");
        Array.ForEach(streams, stream => stream.Dispose());
        await Eventually.Async(() => Task.FromResult(Service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
    }

    private static async Task<OpenStream> OpenAsync(AuditService service, string query = "", string? lastEventId = null)
    {
        var client = service.Client(Roles.Admin);
        HttpResponseMessage? answer = null;
        await Eventually.Async(
            async () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, Stream + query);
                if (lastEventId is not null)
                {
                    request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
                }

                answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            what: "a stream");
        return new OpenStream(client, answer!, SseParser.Create(await answer!.Content.ReadAsStreamAsync(), (_, data) => data.IsEmpty ? default : JsonDocument.Parse(data.ToArray()).RootElement.Clone()));
    }

    private static IAsyncEnumerable<SseItem<JsonElement>> Items(OpenStream stream) => stream.Parser.EnumerateAsync().Where(item => item.EventType == "record");

    private static async Task<List<long>> ReadAsync(OpenStream stream, int count) =>
        await Items(stream).Take(count).Select(item => long.Parse(item.EventId!, null)).ToListAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));

    private sealed record OpenStream(HttpClient Client, HttpResponseMessage Answer, SseParser<JsonElement> Parser) : IDisposable
    {
        public void Dispose()
        {
            Answer.Dispose();
            Client.Dispose();
        }
    }
}
