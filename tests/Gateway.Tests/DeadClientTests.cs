using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

/// <summary>Who has gone gives back what it had, above all the places of its streams.</summary>
[Category("Component")]
internal sealed class DeadClientTests
{
    private const string Stream = "/portal/api/v1/admin/vault/audit-logs/stream";

    /// <summary>A browser that was closed: through the gateway the service learns it at once.</summary>
    [Test]
    public async Task Stream_WhoseClientHasClosed_EndsAtTheService()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var portal = await BackendServer.StartAsync("portal");
        await using var gateway = await GatewayServer.StartAsync([identity, portal]);
        var (begun, ended) = (0, 0);
        portal.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": begun\n\n");
            await context.Response.Body.FlushAsync();
            Interlocked.Increment(ref begun);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Increment(ref ended);
        };

        using (var client = gateway.Anonymous())
        {
            using var response = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
            await Eventually.Async(() => Task.FromResult(Volatile.Read(ref begun) == 1), what: "A stream");
        }

        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref ended) == 1), what: "A stream that has ended at the service");
    }

    /// <summary>The gateway is restarted while somebody changes something and others follow streams.</summary>
    [Test]
    public async Task Stop_OfTheGateway_EndsStreamsAtOnceAndFinishesChanges()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var portal = await BackendServer.StartAsync("portal");
        await using var gateway = await GatewayServer.StartAsync([identity, portal]);
        var (begun, released) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        portal.Answer = async context =>
        {
            Interlocked.Increment(ref begun);
            if (HttpMethods.IsPost(context.Request.Method))
            {
                await released.Task.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync("changed");
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("id: 7\nevent: record\ndata: 7\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        using var client = gateway.Anonymous();
        using var stream = await client.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("id: 7"));
        var change = client.PostAsync("/portal/api/v1/tenant/infrastructure/ssh-credentials/rotate", content: null);
        await Eventually.Async(() => Task.FromResult(Volatile.Read(ref begun) == 2), what: "A change under way");

        var stopping = gateway.StopAsync();
        var rest = reader.ReadToEndAsync();
        await Eventually.Async(() => Task.FromResult(rest.IsCompleted), what: "A stream that has ended");
        released.SetResult();

        using var changed = await change;
        Assert.That(await changed.Content.ReadAsStringAsync(), Is.EqualTo("changed"));
        await stopping;
    }

    /// <summary>
    /// Two browsers whose network is cut, as when somebody closes a laptop: to one the service sends events, to the other it has nothing to say. Neither
    /// connection is closed by anybody; a third, whose network stays, shows that it is the cut that ends them.
    /// </summary>
    [Test]
    public async Task Stream_WhoseClientsNetworkIsCut_GivesItsPlaceBackWithinAMinute()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var portal = await BackendServer.StartAsync("portal");
        await using var gateway = await GatewayServer.StartAsync([identity, portal]);
        var streams = new ConcurrentDictionary<string, TaskCompletionSource>(StringComparer.Ordinal);
        portal.Answer = async context =>
        {
            var name = context.Request.Query["name"].ToString();
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": begun\n\n");
            await context.Response.Body.FlushAsync();
            var ended = streams.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            using var end = context.RequestAborted.Register(() => ended.TrySetResult());
            for (var number = 0; !context.RequestAborted.IsCancellationRequested; number++)
            {
                await Task.WhenAny(ended.Task, Task.Delay(TimeSpan.FromSeconds(1)));
                if (name == "sending")
                {
                    await context.Response.WriteAsync($"id: {number}\nevent: record\ndata: {number}\n\n");
                    await context.Response.Body.FlushAsync();
                }
            }
        };
        await using var network = new CutNetwork();
        using var connected = await OpenAsync(gateway.Address, IPAddress.Loopback, "connected");
        using var silent = await OpenAsync(gateway.Address, network.Address, "silent");
        using var sending = await OpenAsync(gateway.Address, network.Address, "sending");
        await Eventually.Async(() => streams.Count == 3, what: "Three streams");

        await network.CutAsync();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(streams["silent"].Task, streams["sending"].Task).WaitAsync(TimeSpan.FromMinutes(3));

        Assert.That(clock.Elapsed, Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)));
        Assert.That(streams["connected"].Task.IsCompleted, Is.False, "whose network is whole");
    }

    /// <summary>Asks for a stream from an address of the client's own, and reads its beginning.</summary>
    private static async Task<Socket> OpenAsync(Uri gateway, IPAddress from, string name)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(gateway.Host, gateway.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {Stream}?name={name} HTTP/1.1\r\nHost: {gateway.Authority}\r\n\r\n"));
        Assert.That(await socket.ReceiveAsync(new byte[4096]), Is.Positive);
        return socket;
    }
}
