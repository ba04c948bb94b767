using System.Net;
using System.Net.Sockets;
using PenguinMails.AppHost.Resources.Dns;

namespace PenguinMails.Hosting.Tests.Resources;

[Category("Pure")]
internal sealed class DnsServerCheckTests
{
    private const byte Response = 0x80;
    private const byte Authoritative = 0x04;

    [Test]
    public Task Ask_AnswerWithAuthority_IsHealthy() => AskAsync(Response | Authoritative, code: 0, answers: 1);

    [TestCase(Response, 0, 1, TestName = "Ask_AnswerWithoutAuthority_IsRefused")]
    [TestCase(Response | Authoritative, 5, 1, TestName = "Ask_AnswerThatRefuses_IsRefused")]
    [TestCase(Response | Authoritative, 0, 0, TestName = "Ask_AnswerWithoutTheRecord_IsRefused")]
    public void Ask_OtherAnswer_IsRefused(int flags, int code, int answers) =>
        Assert.That(() => AskAsync(flags, code, answers), Throws.InvalidOperationException.With.Message.Contains("does not serve zone.example"));

    [Test]
    public void Ask_NobodyListens_IsRefused() =>
        Assert.That(() => new DnsServerCheck(new IPEndPoint(IPAddress.Loopback, 1), "zone.example").AskAsync(CancellationToken.None), Throws.InstanceOf<SocketException>());

    private static async Task AskAsync(int flags, int code, int answers)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var answered = AnswerAsync(server, [(byte)flags, (byte)code, 0, 1, 0, (byte)answers]);
        await new DnsServerCheck((IPEndPoint)server.Client.LocalEndPoint!, "zone.example").AskAsync(CancellationToken.None);
        await answered;
    }

    // The header's fields after the id: flags, return code, questions, answers (RFC 1035, 4.1.1).
    private static async Task AnswerAsync(UdpClient server, byte[] fields)
    {
        var query = await server.ReceiveAsync();
        byte[] answer = [.. query.Buffer[..2], .. fields, 0, 0, 0, 0];
        await server.SendAsync(answer, query.RemoteEndPoint);
    }
}
