using System.Net;
using System.Net.Sockets;
using System.Text;
using PenguinMails.AppHost.Resources.TenantServers;

namespace PenguinMails.Hosting.Tests.Resources;

/// <summary>Health checks of a tenant's server leave its log to those who log in.</summary>
[Category("Pure")]
internal sealed class GreetingCheckTests
{
    [Test]
    public async Task Ask_AgainAndAgain_ConnectsOnceAndSeesThatNobodyListensAnyMore()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var check = new GreetingCheck((IPEndPoint)listener.LocalEndpoint, GreetingCheck.Ssh);
        var greeted = GreetAsync(listener, "SSH-2.0-OpenSSH_9.2p1\r\n");

        for (var time = 0; time < 5; time++)
        {
            await check.AskAsync(CancellationToken.None);
        }

        await greeted;
        Assert.That(listener.Pending(), Is.False, "one connection, which was greeted");
        listener.Stop();
        Assert.That(() => check.AskAsync(CancellationToken.None), Throws.InvalidOperationException.With.Message.StartsWith("Nothing listens at 127.0.0.1:"));
    }

    [Test]
    public async Task Ask_AnotherServer_IsNotTakenForSsh()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var check = new GreetingCheck((IPEndPoint)listener.LocalEndpoint, GreetingCheck.Ssh);
        var greeted = GreetAsync(listener, "220 mail.example ESMTP\r\n");

        Assert.That(() => check.AskAsync(CancellationToken.None), Throws.InvalidOperationException.With.Message.Contains("does not greet"));
        await greeted;
    }

    private static async Task GreetAsync(TcpListener listener, string greeting)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(greeting));
    }
}
