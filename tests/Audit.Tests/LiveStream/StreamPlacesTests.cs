using System.Net;
using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>How many streams a person may have, and for how long without reading.</summary>
[Category("Component")]
internal sealed class StreamPlacesTests
{
    private const string Stream = "/api/v1/admin/vault/audit-logs/stream";

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
}
