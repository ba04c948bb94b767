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
    /// A machine that was unplugged cannot be tried without the rights to cut a network. What is asked is what Linux was told of a connection
    /// that the gateway has accepted: when it probes, and after which silence it ends it.
    /// </summary>
    [Test]
    public async Task Connection_WithoutASignOfLife_IsEndedWithinAMinute()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        var accepted = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await GatewayServer.StartAsync([identity], accepted: socket => accepted.TrySetResult(socket));
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));

        var socket = await accepted.Task.WaitAsync(TimeSpan.FromMinutes(2));
        var silence = TcpOption(socket, SocketOptionName.TcpKeepAliveTime)
            + (TcpOption(socket, SocketOptionName.TcpKeepAliveInterval) * TcpOption(socket, SocketOptionName.TcpKeepAliveRetryCount));
        var unacknowledged = new byte[sizeof(int)];
        socket.GetRawSocketOption(6, 18, unacknowledged);

        Assert.That(socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive), Is.Not.Zero);
        Assert.That(silence, Is.LessThanOrEqualTo(45), "a connection on which nothing is sent, in seconds");
        Assert.That(BitConverter.ToInt32(unacknowledged), Is.InRange(1, 45_000), "one on which something was sent, in milliseconds");
    }

    private static int TcpOption(Socket socket, SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
}
