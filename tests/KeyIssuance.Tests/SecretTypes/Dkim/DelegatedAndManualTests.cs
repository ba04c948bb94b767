using PenguinMails.KeyIssuance.Operations;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Domains whose zone is the tenant's: the platform waits for what the tenant publishes.</summary>
[Category("Component")]
public sealed class DelegatedAndManualTests
{
    private DkimWorld _world = null!;
    private Tenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await DkimWorld.StartAsync(["!borealis.example", "!cumulus.example"]);
        _tenant = await _world.NewTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Delegated_WaitsForTheAliases_ThenUsesThemInTurn()
    {
        var domain = await _world.EnrolAsync(_tenant, "borealis.example", "delegated");
        var waiting = await domain.WaitsForAsync(domain.Enrolment, "dkim_delegation_missing");
        Assert.That((waiting.WaitingFor, waiting.Attempts), Is.EqualTo(("dns", 0)), "waiting is no failed attempt");
        Assert.That(waiting.ErrorDetail, Does.Contain("pm1._domainkey.borealis.example").And.Contain("pm1.borealis.example.dkim.penguinmails.example"));

        await AliasAsync("pm1", "elsewhere.example");
        waiting = await domain.WaitsForAsync(domain.Enrolment, "dkim_delegation_elsewhere");
        Assert.That(waiting.ErrorDetail, Does.Contain("alias of elsewhere.example"));

        await AliasAsync("pm1", "pm1.borealis.example.dkim.penguinmails.example");
        await AliasAsync("pm2", "PM2.Borealis.example.dkim.penguinmails.example");
        await domain.IssuedAsync();
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { "pm1" }));

        var first = await domain.CurrentAsync();
        await domain.RunAsync(OperationKind.Rotate);
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { "pm2" }));
        var refused = await _tenant.EndedAsync(await domain.StartAsync(OperationKind.Rotate));
        Assert.That((refused.Status, refused.ErrorCode), Is.EqualTo(("failed", "dkim_aliases_in_use")), "pm1 is in its grace period");
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { "pm2" }));

        await domain.RunAsync(OperationKind.Retire, first.VersionId);
        Assert.That(await _world.TextAsync("pm1.borealis.example.dkim.penguinmails.example"), Is.EqualTo("v=DKIM1; p="));
        await domain.RunAsync(OperationKind.Rotate);
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { "pm1" }), "the alias is used again");
    }

    [Test]
    public async Task Manual_WaitsForTheRecord_AndSaysExactlyWhatDiffers()
    {
        var domain = await _world.EnrolAsync(_tenant, "cumulus.example", "manual");
        await domain.WaitsForAsync(domain.Enrolment, "dns_record_missing");
        var version = (await domain.VersionsAsync()).Single();
        var (name, record) = (domain.NameOf(version), version.PublicData["record"]);
        Assert.That((await _world.World.StateOfAsync(_tenant))!.Secrets.Single(secret => secret.Name == domain.Domain).Status, Is.EqualTo("waiting_for_dns"));

        Assert.That(await ToldAsync(domain), Is.EqualTo((1, 0)), "the tenant is told, once");

        // A provider's form that takes 255 characters alone.
        await PublishAsync($"update delete {name} TXT", DnsTool.Add(name, record[..255]));
        Assert.That((await domain.WaitsForAsync(domain.Enrolment, "dns_record_differs")).ErrorDetail, Does.Contain("is cut off: p= has 237 of 392 characters"));
        await PublishAsync(DnsTool.Add(name, "google-site-verification=x"));
        Assert.That((await domain.WaitsForAsync(domain.Enrolment, "dns_second_record")).ErrorDetail, Does.Contain("2 TXT records"));
        await PublishAsync($"update delete {name} TXT", $"update add {name} 5 CNAME other.example.");
        Assert.That((await domain.WaitsForAsync(domain.Enrolment, "dns_alias_at_name")).ErrorDetail, Does.Contain("alias of other.example"));
        Assert.That((await domain.FindAsync(domain.Enrolment))!.Status, Is.EqualTo("running").Or.EqualTo("pending"), "it waits without end");

        // Written another way, and with another TTL: verifiers read the same.
        await PublishAsync($"update delete {name} CNAME", DnsTool.Add(name, record.Replace("; ", ";", StringComparison.Ordinal), ttl: 3));
        await domain.IssuedAsync();
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { DkimTenant.SelectorOf(version) }));
        Assert.That(await ToldAsync(domain), Is.EqualTo((1, 1)), "and that it is over");

        // What signs goes on signing while the next record is waited for, and an emergency does not wait for the tenant.
        var rotation = await domain.StartAsync(OperationKind.Rotate);
        await domain.WaitsForAsync(rotation, "dns_record_missing");
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { DkimTenant.SelectorOf(version) }));
        var revocation = await domain.StartAsync(OperationKind.Revoke);
        Assert.That((await domain.WaitsForAsync(revocation, "dns_record_differs")).ErrorDetail, Does.Contain("must be empty"));
        Assert.That(await domain.SignersAsync(), Is.Empty);
        await PublishAsync($"update delete {name} TXT", DnsTool.Add(name, "v=DKIM1; p="));
        await _tenant.SucceededAsync(revocation);
        Assert.That((await domain.VersionsAsync()).Select(seen => seen.State), Is.All.EqualTo("revoked"));
        Assert.That(await ToldAsync(domain), Is.EqualTo((3, 3)), "of the rotation, and of the revocation that took its place");
    }

    private async Task<(int Raised, int Ended)> ToldAsync(DkimTenant domain) =>
        (await AlertsAsync("AlertRaised", domain), await AlertsAsync("AlertEnded", domain));

    private Task<int> AlertsAsync(string type, DkimTenant domain) => _world.World.CountAsync(
        """
        select count(*)::int from outbox_message m join secret s on m.body::jsonb ->> 'deduplicationKey' = 'dkim.waiting_for_dns:' || s.secret_id
        where m.message_type like '%.' || @type and s.name = @Domain
        """,
        new { type, domain.Domain });

    private Task AliasAsync(string selector, string target) => DnsTool.UpdateAsync(
        _world.Dns, "borealis.example", $"update delete {selector}._domainkey.borealis.example CNAME", $"update add {selector}._domainkey.borealis.example 5 CNAME {target}.");

    private Task PublishAsync(params string[] lines) => DnsTool.UpdateAsync(_world.Dns, "cumulus.example", lines);
}
