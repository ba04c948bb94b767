using System.Net;
using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using DnsZone = PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns.DnsZone;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Updates of a real name server, as it answers and as it does not.</summary>
[Category("Component")]
public sealed class ZoneUpdaterTests
{
    private const string Zone = "acme.example";
    private TestDnsServer _dns = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await Prerequisite.EnsureAsync([DebianPackage.KnotTools], Console.Error.WriteLine);
        _dns = await TestDnsServer.StartAsync(Zone);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _dns.DisposeAsync();

    [Test]
    public async Task Write_LongValue_IsServedWhole_AlsoWhereADatagramIsTooSmall()
    {
        using var pair = DkimKeyPair.Rsa(4096);
        var value = pair.Record + "; n=" + new string('x', 900);
        Assert.That(await WriteAsync("long.acme.example", value), Is.EqualTo(TargetAnswer.Confirmed));
        Assert.That(await DnsTool.TextAsync(_dns, "long.acme.example"), Is.EqualTo(value), "the library alone would send 255 characters");
        var read = await Servers().TextsAsync(Endpoint, "long.acme.example", default);
        Assert.That(((DnsAnswer.Texts)read).Records.Single().Value, Is.EqualTo(value), "read over TCP after a cut answer");
    }

    [Test]
    public async Task Write_Again_ChangesValueAndTtl_AndRemoves()
    {
        await DnsTool.UpdateAsync(_dns, Zone, DnsTool.Add("again.acme.example", "v=DKIM1; p=one", ttl: 77));
        Assert.That(await WriteAsync("again.acme.example", "v=DKIM1; p=one"), Is.EqualTo(TargetAnswer.Confirmed), "the same value with another TTL");
        var read = (DnsAnswer.Texts)await Servers().TextsAsync(Endpoint, "AGAIN.acme.example", default);
        Assert.That(read.Records.Single().Ttl, Is.EqualTo(5));
        Assert.That(await WriteAsync("again.acme.example", "v=DKIM1; p=two"), Is.EqualTo(TargetAnswer.Confirmed));
        Assert.That(await DnsTool.TextAsync(_dns, "again.acme.example"), Is.EqualTo("v=DKIM1; p=two"));
        Assert.That(await WriteAsync("again.acme.example", null), Is.EqualTo(TargetAnswer.Confirmed));
        Assert.That(await WriteAsync("again.acme.example", null), Is.EqualTo(TargetAnswer.Confirmed), "nothing is there to remove");
        Assert.That(await DnsTool.TextAsync(_dns, "again.acme.example"), Is.Empty);
    }

    [Test]
    public async Task Write_WhereSomebodyElseHasARecord_LeavesIt()
    {
        await DnsTool.UpdateAsync(_dns, Zone, DnsTool.Add("taken.acme.example", "foreign"), "update add alias.acme.example 5 CNAME mail.acme.example.");
        AssertCode(await WriteAsync("taken.acme.example", "v=DKIM1; p=one"), "dns_name_taken");
        Assert.That(await DnsTool.TextAsync(_dns, "taken.acme.example"), Is.EqualTo("foreign"));
        AssertCode(await WriteAsync("alias.acme.example", "v=DKIM1; p=one"), "dns_alias_at_name");
    }

    [Test]
    public async Task Write_BesideAForeignRecord_ChangesOursAlone()
    {
        await DnsTool.UpdateAsync(_dns, Zone, DnsTool.Add("both.acme.example", "foreign"), DnsTool.Add("both.acme.example", "v=DKIM1; p=one"));
        Assert.That(await WriteAsync("both.acme.example", "v=DKIM1; p="), Is.EqualTo(TargetAnswer.Confirmed));
        Assert.That((await DnsTool.TextAsync(_dns, "both.acme.example")).Split('\n'), Is.EquivalentTo(new[] { "foreign", "v=DKIM1; p=" }));
    }

    [Test]
    public async Task Write_WrongKeySecretNameClockOrZone_SaysWhich()
    {
        const string Name = "refused.acme.example";
        AssertCode(await WriteAsync(Name, "v=DKIM1; p=one", secret: new byte[32]), "dns_update_key_refused");
        AssertCode(await WriteAsync(Name, "v=DKIM1; p=one", keyName: "nobody"), "dns_update_key_unknown");
        AssertCode(await WriteAsync(Name, "v=DKIM1; p=one", clock: new OtherClock(TimeSpan.FromMinutes(20))), "dns_update_clock");
        AssertCode(await WriteAsync(Name, "v=DKIM1; p=one", zone: "example"), "dns_zone_unknown");
        Assert.That(await DnsTool.TextAsync(_dns, Name), Is.Empty);
        Assert.That(await WriteAsync(Name, "v=DKIM1; p=one"), Is.EqualTo(TargetAnswer.Confirmed), "the same update is good with the key");
    }

    [Test]
    public async Task Secret_IsInNoText()
    {
        var options = new KnownZone { Name = Zone, KeyName = "k", KeySecret = _dns.UpdateKey, Servers = { $"{Endpoint}" } };
        Assert.That($"{options} {options.Key} {new DnsZone(Zone, [], options.Key)}", Does.Not.Contain(_dns.UpdateKey));
        Assert.That(new KnownZone { Name = Zone, KeyName = "k", KeySecret = "short", Servers = { $"{Endpoint}" } }.Problem(), Does.Contain("base64").And.Not.Contain("short"));
        await Task.CompletedTask;
    }

    private IPEndPoint Endpoint => IPEndPoint.Parse($"{_dns.Address}:{_dns.Port}");

    private static IOptions<DkimOptions> Options() => Microsoft.Extensions.Options.Options.Create(new DkimOptions { RecordTtl = TimeSpan.FromSeconds(5), DnsTimeout = TimeSpan.FromSeconds(5) });

    private static NameServers Servers() => new(Options());

    private Task<TargetAnswer> WriteAsync(
        string name, string? value, byte[]? secret = null, string keyName = DnsServer.UpdateKeyName, TimeProvider? clock = null, string zone = Zone) =>
        new ZoneUpdater(Servers(), Options(), clock ?? TimeProvider.System).WriteAsync(
            new DnsZone(zone, [Endpoint], new UpdateKey(keyName, secret ?? Convert.FromBase64String(_dns.UpdateKey), Endpoint)),
            name, value, known => known.StartsWith("v=DKIM1", StringComparison.Ordinal), default);

    private static void AssertCode(TargetAnswer answer, string code)
    {
        var seen = answer switch
        {
            TargetAnswer.Retry retry => retry.Code,
            TargetAnswer.Impossible impossible => impossible.Code,
            _ => $"{answer}",
        };
        Assert.That(seen, Is.EqualTo(code));
        Assert.That(DnsCodes.NextStepFor(code), Is.Not.Empty);
    }

    private sealed class OtherClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
    }
}
