using NUnit.Framework;

namespace PenguinMails.LocalComponents.Tests.Dns;

[Category("Pure")]
public sealed class DnsZoneTests
{
    [Test]
    public void WithAddresses_ServersMoved_ChangesTheirAddressesAndNothingElse()
    {
        var before = new DnsZone("acme.example", "127.0.10.53", "127.0.10.1");
        var served = before.Content + "text.acme.example.\t5\tTXT\t\"mail.acme.example. 5 A 127.0.10.1\"\nother.acme.example.\t5\tA\t127.0.10.1\n";
        var after = before with { Address = "127.0.11.53", MailAddress = "127.0.11.1" };
        Assert.That(before.WithAddresses(served), Is.EqualTo(served));
        Assert.That(
            after.WithAddresses(served),
            Is.EqualTo(after.Content + "text.acme.example.\t5\tTXT\t\"mail.acme.example. 5 A 127.0.10.1\"\nother.acme.example.\t5\tA\t127.0.10.1\n"));
    }
}
