using PenguinMails.AppHost.Ports;
using PenguinMails.TestKit;

namespace PenguinMails.Hosting.Tests.Ports;

[NonParallelizable]
[Category("Pure")]
public sealed class KeptPortsTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => KeptPorts.KeepIn(_folder = TestFolder.Create("ports"));

    [Test]
    public void Take_ByAnotherStart_IsTheSamePort()
    {
        // As an earlier process left it, which has ended.
        var port = FreePort();
        File.WriteAllText(Path.Combine(_folder, "postgres"), $"{port}");

        Assert.That(KeptPorts.Take("postgres"), Is.EqualTo(port));
    }

    [Test]
    public void Take_PortThatIsTakenMeanwhile_IsAnotherFromThenOn()
    {
        var first = KeptPorts.Take("postgres"); // and this process holds it

        var second = KeptPorts.Take("postgres");

        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "postgres")), Is.EqualTo($"{second}"));
    }

    [TestCase("")]
    [TestCase("99999")]
    [TestCase("rubbish")]
    public void Take_FileThatHoldsNoPort_IsReplaced(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "vault"), text);

        var port = KeptPorts.Take("vault");

        Assert.That(port, Is.InRange(1, 65_535));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "vault")), Is.EqualTo($"{port}"));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
