using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>The life of a key whose records the platform writes: real name server, real mail server, two verifiers.</summary>
[Category("Component")]
public sealed class ManagedLifecycleTests
{
    private static readonly string[] Algorithms = ["rsa2048", "rsa4096", "ed25519"];
    private DkimWorld _world = null!;
    private Tenant _tenant = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await DkimWorld.StartAsync(["acme.example", "rsa2048.example", "rsa4096.example", "ed25519.example", "dual.example", "revoked.example"]);
        _tenant = await _world.NewTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Issue_Rotate_Retire_MailIsAlwaysSignedAndTheOldKeyEndsInDns()
    {
        var domain = await _world.EnrolAsync(_tenant, "acme.example", "managed");
        var settling = await domain.WaitsForAsync(domain.Enrolment, "dns_caches_settle");
        Assert.That((settling.Step, settling.WaitingFor), Is.EqualTo(("install", "dns")), "resolvers may remember that there was no record");
        Assert.That(await domain.SignersAsync(), Is.Empty);
        await domain.IssuedAsync();
        var first = await domain.CurrentAsync();
        Assert.That(DkimTenant.SelectorOf(first), Does.Match("^pm20[0-9]{6}a$"));
        Assert.That(await _world.TextAsync(domain.NameOf(first)), Is.EqualTo(first.PublicData["record"]));
        Assert.That(await domain.SignersAsync(), Is.EqualTo([DkimTenant.SelectorOf(first)]));

        await domain.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(48));

        var second = await domain.CurrentAsync();
        Assert.That(DkimTenant.SelectorOf(second), Does.EndWith("b"), "a new selector for every key");
        Assert.That(await domain.SignersAsync(), Is.EqualTo([DkimTenant.SelectorOf(second)]));
        Assert.That(await _world.TextAsync(domain.NameOf(first)), Is.EqualTo(first.PublicData["record"]), "mail on its way stays valid");

        await domain.RunAsync(OperationKind.Retire, first.VersionId);

        Assert.That((await domain.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "retired", "current" }));
        Assert.That(await _world.TextAsync(domain.NameOf(first)), Is.EqualTo("v=DKIM1; p="));
        Assert.That(await domain.SignersAsync(), Is.EqualTo([DkimTenant.SelectorOf(second)]));
        Assert.That(
            (await _world.World.Server.RunAsRootAsync("ls /etc/opendkim/keys | grep acme.example")).Trim(), Is.EqualTo($"penguinmails_acme.example_{DkimTenant.SelectorOf(second)}.pem"), "no other key is left");
        Assert.That(
            (await _world.World.Server.RunAsRootAsync("stat -c '%U %a' /etc/opendkim/keys/*acme*")).Trim(), Is.EqualTo("opendkim 600"));
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task Issue_AnyAlgorithm_IsSignedAndVerified(string algorithm)
    {
        var domain = await (await _world.EnrolAsync(_tenant, algorithm + ".example", "managed", algorithm)).IssuedAsync();
        var current = await domain.CurrentAsync();
        Assert.That(await domain.SignersAsync(), Is.EqualTo([DkimTenant.SelectorOf(current)]));
        Assert.That(current.PublicData["record"], Does.Contain(algorithm == "ed25519" ? "k=ed25519" : "k=rsa"));
        Assert.That(await _world.TextAsync(domain.NameOf(current)), Is.EqualTo(current.PublicData["record"]));
    }

    [Test]
    public async Task Issue_Dual_MailHasBothSignatures()
    {
        var domain = await (await _world.EnrolAsync(_tenant, "dual.example", "managed", "dual")).IssuedAsync();
        var current = await domain.CurrentAsync();
        Assert.That(await domain.SignersAsync(), Is.EquivalentTo([current.PublicData["selector"], current.PublicData["selector_ed25519"]]));
    }

    [Test]
    public async Task Revoke_EndsRecordAndSignature_ThenRegenerateSignsAnew()
    {
        var domain = await (await _world.EnrolAsync(_tenant, "revoked.example", "managed")).IssuedAsync();
        var exposed = await domain.CurrentAsync();

        await domain.RunAsync(OperationKind.Revoke);

        Assert.That(await _world.TextAsync(domain.NameOf(exposed)), Is.EqualTo("v=DKIM1; p="));
        Assert.That(await domain.SignersAsync(), Is.Empty);
        Assert.That((await domain.VersionsAsync()).Single().Is(VersionState.Revoked), Is.True);
        Assert.That(await _world.World.Server.RunAsRootAsync("ls /etc/opendkim/keys | grep revoked.example || :"), Is.Empty);

        await domain.RunAsync(OperationKind.Regenerate);

        Assert.That(await domain.SignersAsync(), Is.EqualTo([DkimTenant.SelectorOf(await domain.CurrentAsync())]));
    }
}
