using System.Security.Cryptography;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Zones that refuse, lag, lie or are somebody else's: each fault has its own code, and what signed before goes on signing.</summary>
[Category("Component")]
public sealed class ZoneTroubleTests
{
    private DkimWorld _world = null!;
    private Tenant _tenant = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _world = await DkimWorld.StartAsync(["acme.example", "other.example", "unserved.example"], hasSecond: true, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // That server has its own key, so it hears of no update of this one.
            ["KeyIssuance__Dkim__Zones__1__KeySecret"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["KeyIssuance__Dkim__Zones__2__Name"] = "nowhere.example",
        });
        _tenant = await _world.NewTenantAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Issue_OneServerLagsThenLies_IsWaitedForUntilAllAgree()
    {
        var domain = await _world.EnrolAsync(_tenant, "acme.example", "managed");
        var waiting = await domain.WaitsForAsync(domain.Enrolment, "dns_record_missing");
        Assert.That(waiting.ErrorDetail, Does.Contain($"127.0.0.1:{_world.SecondDns!.Port} has no TXT record"), "it names the server that lags");
        var version = (await domain.VersionsAsync()).Single();
        Assert.That(await domain.SignersAsync(), Is.Empty, "nothing signs with a key that some verifiers cannot find");

        await DnsTool.UpdateAsync(_world.SecondDns!, domain.Domain, DnsTool.Add(domain.NameOf(version), "v=DKIM1; k=rsa; p=AAAA"));
        Assert.That((await domain.WaitsForAsync(domain.Enrolment, "dns_record_differs")).ErrorDetail, Does.Contain($":{_world.SecondDns!.Port} has another key"));
        await _world.SecondDns!.KillAsync();
        await domain.WaitsForAsync(domain.Enrolment, "dns_server_silent");

        await _world.SecondDns!.StartAgainAsync();
        await DnsTool.UpdateAsync(
            _world.SecondDns!, domain.Domain, $"update delete {domain.NameOf(version)} TXT", DnsTool.Add(domain.NameOf(version), version.PublicData["record"]));
        await domain.IssuedAsync();
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { DkimTenant.SelectorOf(version) }));
    }

    [TestCase("other.example", "dns_update_key_refused", "another secret")]
    [TestCase("nowhere.example", "dns_server_not_authoritative", "does not serve the zone")]
    public async Task Issue_ZoneThatRefuses_FailsWithItsCause(string name, string code, string detail)
    {
        var domain = await _world.EnrolAsync(_tenant, name, "managed");
        var ended = await _tenant.EndedAsync(domain.Enrolment);
        Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", code)), ended.ErrorDetail);
        Assert.That(ended.ErrorDetail, Does.Contain(detail));
        Assert.That((await domain.VersionsAsync()).Single().Is(VersionState.Abandoned), Is.True);
    }

    [Test]
    public async Task Rotate_UpdateServerDown_WaitsAndTheOldKeySigns()
    {
        var domain = await _world.EnrolAsync(_tenant, "acme.example", "managed");
        await domain.WaitsForAsync(domain.Enrolment, "dns_record_missing");
        await _world.Dns.KillAsync();
        await domain.WaitsForAsync(domain.Enrolment, "dns_server_silent");
        await _world.Dns.StartAgainAsync();
        await domain.WaitsForAsync(domain.Enrolment, "dns_record_missing");

        await domain.RunAsync(OperationKind.Revoke);
        Assert.That((await domain.VersionsAsync()).Single().Is(VersionState.Revoked), Is.True, "a waiting operation is superseded");
    }
}
