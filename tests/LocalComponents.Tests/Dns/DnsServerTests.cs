using System.Security.Cryptography;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Dns;

[Category("Component")]
public sealed class DnsServerTests
{
    private const string Zone = "acme.example";
    private TestDnsServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        await Prerequisite.EnsureAsync([DebianPackage.KnotTools], Console.Error.WriteLine);
        _server = await TestDnsServer.StartAsync(Zone, "dkim.penguinmails.example");
    }

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Update_WithTheKey_IsServedAlsoAfterTheServerWasKilled()
    {
        Assert.That(await AddAsync(_server.UpdateKey, Zone, "s1._domainkey.acme.example 5 TXT \"v=DKIM1; p=one\""), Is.EqualTo("NOERROR"));
        Assert.That(await AddAsync(_server.UpdateKey, "dkim.penguinmails.example", "b.dkim.penguinmails.example 5 TXT \"two\""), Is.EqualTo("NOERROR"));
        Assert.That(await DnsClient.TextAsync(_server, "s1._domainkey.acme.example"), Is.EqualTo("\"v=DKIM1; p=one\""));

        await _server.KillAsync();
        await _server.StartAgainAsync();

        Assert.That(await DnsClient.TextAsync(_server, "s1._domainkey.acme.example"), Is.EqualTo("\"v=DKIM1; p=one\""));
        Assert.That(await DnsClient.TextAsync(_server, "b.dkim.penguinmails.example"), Is.EqualTo("\"two\""));
    }

    [Test]
    public async Task Update_WithAnotherSecretOrNone_IsRefusedAndChangesNothing()
    {
        const string Record = "refused.acme.example 5 TXT \"changed\"";
        var other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Assert.That(await AddAsync(other, Zone, Record), Is.EqualTo("BADSIG"));
        Assert.That(await AddAsync(null, Zone, Record), Is.EqualTo("NOTAUTH"));
        Assert.That(await DnsClient.TextAsync(_server, "refused.acme.example"), Is.Empty);

        Assert.That(await AddAsync(_server.UpdateKey, Zone, Record), Is.EqualTo("NOERROR"));
        Assert.That(await DnsClient.TextAsync(_server, "refused.acme.example"), Is.EqualTo("\"changed\""), "the same update is good with the key");
    }

    [Test]
    public async Task Update_OfAZoneThatIsNotServed_IsRefused() =>
        Assert.That(await AddAsync(_server.UpdateKey, "other.example", "x.other.example 5 TXT \"x\""), Is.EqualTo("NOTAUTH"));

    [Test]
    public async Task UpdateKey_IsInNoLogAndOnNoCommandLine()
    {
        await AddAsync(_server.UpdateKey, Zone, "quiet.acme.example 5 TXT \"x\"");
        Assert.That(_server.Log, Does.Not.Contain(_server.UpdateKey));
        Assert.That(await Tool.RunAsync("ps", ["axww", "-o", "args"]), Does.Not.Contain(_server.UpdateKey));
    }

    private Task<string> AddAsync(string? key, string zone, string record) => DnsClient.AddAsync(_server, key, zone, record);
}
