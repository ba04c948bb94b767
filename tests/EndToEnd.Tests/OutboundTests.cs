using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>
/// No process of the system connects to what nobody has configured: all that a development instance needs is on this machine. Libraries
/// that report their use to their makers do it behind everybody's back.
/// </summary>
[Category("System")]
public sealed class OutboundTests
{
    private static readonly string[] Services = ["Identity", "KeyIssuance", "Rotation", "Audit", "AdminQuery", "VaultOperations", "Gateway", "Portal"];

    [Test]
    public async Task EveryConnection_OfTheSystem_IsToThisMachine()
    {
        // All services have something to say to each other.
        var owner = RunningSystem.UserOf(DevelopmentUser.BorealisOwner);
        await owner.RunOperationAsync("/api/v1/tenant/infrastructure/ssh-credentials/rotate", new { reason = "to connect" });

        var seen = RunningSystem.Connections.GetFiles()
            .SelectMany(file => File.ReadAllLines(file.FullName).Select(line => (Process: Path.GetFileNameWithoutExtension(file.Name), Line: line))).ToList();

        foreach (var service in Services)
        {
            Assert.That(
                seen.Where(one => one.Process.StartsWith($"PenguinMails.{service}-", StringComparison.Ordinal)).Select(one => one.Line),
                Has.Some.StartsWith("address "), $"{service} is observed");
        }

        Assert.That(seen.Where(one => !IsOfThisMachine(one.Line)).Distinct(), Is.Empty);
    }

    [TestCase("name localhost", true)]
    [TestCase("name 127.0.10.3", true)]
    [TestCase("name ::1", true)]
    [TestCase("name masstransit.io", false)]
    [TestCase("name 192.0.2.1", false)]
    [TestCase("address InterNetwork:16:{21,56,127,0,10,1,0,0,0,0,0,0,0,0}", true)]
    [TestCase("address InterNetwork:16:{1,187,192,0,2,1,0,0,0,0,0,0,0,0}", false)]
    [TestCase("address InterNetworkV6:28:{1,187,0,0,0,0,0,0,0,0,0,0,0,0,0,0,255,255,127,0,0,1,0,0,0,0}", true)]
    [TestCase("address InterNetworkV6:28:{1,187,0,0,0,0,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0}", false)]
    [TestCase("address Unix:16:{47,116,109,112}", true)]
    public void IsOfThisMachine_Line_IsJudged(string line, bool expected) => Assert.That(IsOfThisMachine(line), Is.EqualTo(expected));

    private static bool IsOfThisMachine(string line)
    {
        var value = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return line.StartsWith("name ", StringComparison.Ordinal)
            ? value.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || value.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(value, out var named) && IPAddress.IsLoopback(named))
            : IsLoopback(value);
    }

    // As SocketAddress prints itself: "family:size:{bytes after the family}".
    private static bool IsLoopback(string address)
    {
        if (address.StartsWith(nameof(AddressFamily.Unix), StringComparison.Ordinal))
        {
            return true;
        }

        var bytes = address[(address.IndexOf('{', StringComparison.Ordinal) + 1)..^1].Split(',').Select(text => byte.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var ip = new IPAddress(address.StartsWith("InterNetworkV6:", StringComparison.Ordinal) ? bytes[6..22] : bytes[2..6]);
        return IPAddress.IsLoopback(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip);
    }
}
