using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.TenantServers;

[Category("Pure")]
public sealed class TenantServerNetworkTests
{
    [Test]
    public void Claim_PrefixInUse_TakesTheNext()
    {
        using var first = TenantServerNetwork.Claim("127.77.10", 3);
        using var second = TenantServerNetwork.Claim("127.77.10", 3);
        Assert.That((first.Prefix, second.Prefix), Is.EqualTo(("127.77.10", "127.77.11")));
    }

    [Test]
    public void Claim_SomebodyListensThere_TakesTheNext()
    {
        int port;
        using (var probe = TenantServerNetwork.Claim("127.77.20", 3))
        {
            port = probe.Port;
        }

        using var other = new TcpListener(IPAddress.Parse("127.77.20.3"), port);
        other.Start();
        using var claimed = TenantServerNetwork.Claim("127.77.20", 3);
        Assert.That(claimed.Prefix, Is.EqualTo("127.77.21"));
    }

    [Test]
    public void PortFor_TakenAtOneAddress_IsAnotherAtAll()
    {
        using var network = TenantServerNetwork.Claim("127.77.30", 3);
        using var tcp = new TcpListener(IPAddress.Parse($"{network.Prefix}.2"), 24_143);
        tcp.Start();
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Parse($"{network.Prefix}.53"), 24_053));
        Assert.That((network.PortFor(24_143, 1, 2, 3), network.PortFor(24_053, 53)), Is.EqualTo((34_143, 34_053)));
        Assert.That((network.PortFor(24_143, 1, 3), network.PortFor(24_053, 1)), Is.EqualTo((24_143, 24_053)), "free where it is not taken");
    }

    [TestCase("10.0.0")]
    [TestCase("127.0")]
    [TestCase("127.0.10.1")]
    [TestCase("nonsense")]
    public void Claim_NoLoopbackPrefix_IsRefused(string prefix) =>
        Assert.That(() => TenantServerNetwork.Claim(prefix, 3), Throws.ArgumentException);
}
