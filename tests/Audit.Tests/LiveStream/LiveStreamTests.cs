using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
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
    public void Publish_WholePages_WaitForAListener()
    {
        using var listener = new StreamListener(new AuditLogFilter("platform"), 0, TimeSpan.Zero, _ => { }, TimeProvider.System);

        for (var page = 0; page < 4; page++)
        {
            Assert.That(listener.Publish(Enumerable.Range(1, StreamRecords.PageSize).Select(number => new AuditLogEntry { Sequence = number })), Is.True);
        }
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

    [TestCase("0", HttpStatusCode.Conflict)]
    [TestCase("1", HttpStatusCode.Conflict)]
    [TestCase("7", HttpStatusCode.OK)]
    [TestCase("99999999", HttpStatusCode.OK)]
    public async Task Follow_ReplayOfMoreThanTheBound_IsRefusedAndPointsToAnExport(string lastEventId, HttpStatusCode expected)
    {
        await using var service = await AuditService.StartAsync(("Audit:Reading:ReplayRecords", "5"));
        await RecordTenAsync(service);

        using var answer = await AnswerAsync(service, lastEventId);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
        if (expected == HttpStatusCode.Conflict)
        {
            var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("replay_too_long"));
            Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("at most 5 records of the last 15 minutes").And.Contain("request an export"));
            await Eventually.Async(() => Task.FromResult(service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
        }
    }

    [Test]
    public async Task Follow_ReplayOfOlderRecordsThanTheBound_IsRefused()
    {
        await using var service = await AuditService.StartAsync(("Audit:Reading:ReplayWindow", "00:00:00"));
        await RecordTenAsync(service);

        using var answer = await AnswerAsync(service, lastEventId: "9");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
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
        await Task.WhenAll(heard).WaitAsync(TimeSpan.FromSeconds(20));

        TestContext.Out.WriteLine($"{Listeners} listeners heard {Stopwatch.GetElapsedTime(committed).TotalMilliseconds:F0} ms after the commit was seen");
        Array.ForEach(streams, stream => stream.Dispose());
        await Eventually.Async(() => Task.FromResult(Service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
    }

    [Test]
    public void Publish_ListenerThatDoesNotRead_IsSentAwayAndKeepsWhatItGot()
    {
        using var listener = new StreamListener(new AuditLogFilter("platform"), 0, TimeSpan.Zero, _ => { }, TimeProvider.System);
        var entries = Enumerable.Range(1, StreamListener.Backlog + 1).Select(number => new AuditLogEntry { Sequence = number }).ToList();

        Assert.That(listener.Publish(entries.Take(StreamListener.Backlog)), Is.True);
        Assert.That(listener.Publish(entries.Skip(StreamListener.Backlog)), Is.False);

        var kept = 0;
        while (listener.Entries.TryRead(out _))
        {
            kept++;
        }

        Assert.That((kept, listener.Entries.Completion.IsCompletedSuccessfully), Is.EqualTo((StreamListener.Backlog, true)));
        Assert.That(() => listener.CutOff.IsCancellationRequested, Is.True.After(60_000, 50), "what it does not read does not wait for ever");
    }

    [Test]
    public async Task Follow_MoreStreamsThanAPersonMayHave_Are429_UntilOneIsClosed()
    {
        await using var service = await AuditService.StartAsync(("Streams:PerUser", "2"));
        await service.FollowedAsync(0);
        using var client = service.Client(Roles.Admin);
        using var colleague = service.Client(Roles.Admin);
        var first = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        using var second = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));

        using var third = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(third.Headers.RetryAfter, Is.Not.Null);
        Assert.That(await third.Content.ReadAsStringAsync(), Does.Contain("too_many_requests").And.Contain("You have 2 streams open already"));
        using var others = await colleague.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.OK), "another person's are counted apart");

        first.Dispose();
        await Eventually.Async(
            async () =>
            {
                using var again = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
                return again.StatusCode == HttpStatusCode.OK;
            },
            what: "a place");
    }

    [Test]
    public async Task Follow_ReaderWhoTakesNothing_IsCutOff()
    {
        await using var service = await AuditService.StartAsync(("Streams:SlowGrace", "00:00:00.100"), ("Streams:PerUser", "1"));
        await service.FollowedAsync(0);
        using var client = service.Client(Roles.Admin);
        using var connection = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await connection.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {Stream} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n\r\n"));
        await Eventually.Async(() => Task.FromResult(service.Get<LedgerTail>().Listeners == 1), what: "a listener");

        // More than sockets and buffers on the way can hold.
        for (var round = 0; round < 100 && service.Get<LedgerTail>().Listeners == 1; round++)
        {
            await service.PublishAsync(Enumerable.Range(0, 100).Select(_ => Record(reason: new string('x', 900))));
            await service.RecordedAsync(100 * (round + 1));
        }

        await Eventually.Async(() => Task.FromResult(service.Get<LedgerTail>().Listeners == 0), what: "nobody listening");
        await Eventually.Async(
            async () =>
            {
                using var again = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
                return again.StatusCode == HttpStatusCode.OK;
            },
            what: "the place of the one who reads nothing");
    }

    private static async Task RecordTenAsync(AuditService service)
    {
        await service.PublishAsync(Enumerable.Range(0, 10).Select(_ => Record()));
        await service.RecordedAsync(10);
        await service.FollowedAsync(10);
    }

    private static async Task<HttpResponseMessage> AnswerAsync(AuditService service, string? lastEventId)
    {
        var client = service.Client(Roles.Admin);
        var request = new HttpRequestMessage(HttpMethod.Get, Stream);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
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
        await Items(stream).Take(count).Select(item => long.Parse(item.EventId!, null)).ToListAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    private sealed record OpenStream(HttpClient Client, HttpResponseMessage Answer, SseParser<JsonElement> Parser) : IDisposable
    {
        public void Dispose()
        {
            Answer.Dispose();
            Client.Dispose();
        }
    }
}
