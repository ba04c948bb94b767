using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests.SshNet;

/// <summary>Servers that fail within the handshake: the answer is always "unreachable", and nothing of the connection is left.</summary>
[Category("Component")]
public sealed class HandshakeFailureTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Banner = "SSH-2.0-Test\r\n"u8.ToArray();

    [Test]
    public async Task EveryCall_ConnectionResetInTheKeyExchange_IsConnectionClosed()
    {
        using var listener = new TalkingListener(async socket =>
        {
            await socket.SendAsync(Banner);
            await socket.ReceiveAsync(new byte[64]);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        });

        await AssertUnreachableAsync(Platform.Usual, listener, SshTroubleKind.ConnectionClosed);
    }

    [Test]
    public async Task EveryCall_NoAnswerInTheKeyExchange_TimesOutAndEndsTheConnection()
    {
        using var impatient = new Platform(connectTimeout: TimeSpan.FromSeconds(1));
        using var listener = new TalkingListener(async socket =>
        {
            await socket.SendAsync(Banner);
            await TalkingListener.UntilClosedAsync(socket);
        });

        await AssertUnreachableAsync(impatient, listener, SshTroubleKind.Timeout);
        await Eventually.Async(() => listener.Ended == 3, what: "all connections have ended");
    }

    [Test]
    public async Task TryLogin_CancelledInTheKeyExchange_EndsAtOnceAndTheConnectionSoon()
    {
        // The connection ends with the wait that the handshake is in, at the latest: within this time.
        using var platform = new Platform(connectTimeout: TimeSpan.FromMinutes(1));
        using var reached = new SemaphoreSlim(0);
        using var listener = new TalkingListener(async socket =>
        {
            await socket.SendAsync(Banner);
            await socket.ReceiveAsync(new byte[64]);
            reached.Release();
            await TalkingListener.UntilClosedAsync(socket);
        });
        var server = await Servers.Shared.Value;
        using var cancelled = new CancellationTokenSource();
        var login = platform.Connector.TryLoginAsync(listener.EndpointLike(server.Endpoint()), server.Admin(), cancelled.Token);
        await reached.WaitAsync();
        var started = Stopwatch.GetTimestamp();

        await cancelled.CancelAsync();

        Assert.That(() => login, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(50)), "before the time limit of a connection");
        await Eventually.Async(() => listener.Ended == 1, what: "the connection has ended");
    }

    [Test]
    public async Task EveryCall_BannerWithoutEnd_TimesOutAndEndsTheConnection()
    {
        using var impatient = new Platform(connectTimeout: TimeSpan.FromSeconds(1));
        using var listener = new TalkingListener(async socket =>
        {
            while (true)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes("wait\r\n"));
                await Task.Delay(50);
            }
        });

        await AssertUnreachableAsync(impatient, listener, SshTroubleKind.Timeout);
        await Eventually.Async(() => listener.Ended == 3, what: "all connections have ended");
    }

    [TestCase("line\r\n", 2000, Description = "more lines than any server has to say")]
    [TestCase("x", 20_000, Description = "a line longer than allowed")]
    [TestCase("\0", 1, Description = "binary")]
    public async Task EveryCall_BannerThatIsNoBanner_IsNotSsh(string text, int times)
    {
        var said = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
        using var listener = new TalkingListener(async socket =>
        {
            await socket.SendAsync(said);
            await TalkingListener.UntilClosedAsync(socket);
        });

        await AssertUnreachableAsync(Platform.Usual, listener, SshTroubleKind.NotSsh);
    }

    [Test]
    public async Task EveryCall_NonsenseAfterTheBanner_IsUnreachable()
    {
        byte[] said = [.. Banner, .. Enumerable.Repeat((byte)0xff, 4096)];
        using var listener = new TalkingListener(async socket =>
        {
            await socket.SendAsync(said);
            await TalkingListener.UntilClosedAsync(socket);
        });

        await AssertUnreachableAsync(Platform.Usual, listener, SshTroubleKind.NotSsh);
    }

    [Test]
    public async Task Open_ServerThatOpensNoChannel_IsUnreachable()
    {
        await using var server = await TestSshServer.StartAsync();
        await server.ConfigureAsync("MaxSessions 0");

        var opening = await Platform.Usual.Connector.OpenAsync(server.Endpoint(), server.Admin(), None);

        Assert.That((opening as SshOpening.NotOpened)?.Answer, Is.InstanceOf<SshAnswer.Unreachable>());
    }

    private static async Task AssertUnreachableAsync(Platform platform, TalkingListener listener, SshTroubleKind kind)
    {
        var server = await Servers.Shared.Value;
        var (endpoint, admin) = (listener.EndpointLike(server.Endpoint()), server.Admin());

        var login = await platform.Connector.TryLoginAsync(endpoint, admin, None);
        var offer = await platform.Connector.OfferAsync(endpoint, admin.Username, endpoint.HostKey, None);
        var scan = await platform.Connector.ScanHostKeyAsync(endpoint.Address, endpoint.Port, None);

        Assert.That((login as SshAnswer.Unreachable)?.Kind, Is.EqualTo(kind), $"{login}");
        Assert.That((offer as SshAnswer.Unreachable)?.Kind, Is.EqualTo(kind), $"{offer}");
        Assert.That((scan as HostKeyScan.Unreachable)?.Kind, Is.EqualTo(kind), $"{scan}");
    }
}
