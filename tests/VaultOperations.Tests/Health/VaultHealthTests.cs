using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>What administrators and whoever is on call learn of a real Vault that is sealed, killed, cut off or wrong.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class VaultHealthTests : IAsyncDisposable
{
    private const string Sealed = "vault.sealed/vault";
    private const string Unreachable = "vault.unreachable/vault";

    private TestVault _vault = null!;
    private VaultWatch _watch = null!;

    [SetUp]
    public async Task PrepareAsync() => (_vault, _watch) = (await TestVault.StartAsync(), await VaultWatch.PrepareAsync());

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Health_OfAVaultThatServes_IsAsTheContractHasIt()
    {
        var instance = await StartAsync();

        var health = await _watch.GetAsync(instance, answer => Text(answer, "storageStatus") == "healthy", "A healthy Vault");

        var node = health.GetProperty("nodes").EnumerateArray().Single();
        Assert.Multiple(() =>
        {
            Assert.That(health.GetProperty("sealed").GetBoolean(), Is.False);
            Assert.That(health.GetProperty("initialized").GetBoolean(), Is.True);
            Assert.That(health.GetProperty("standby").GetBoolean(), Is.False);
            Assert.That(Text(health, "activeNode"), Is.EqualTo(_vault.Address.Authority));
            Assert.That(Text(health, "version"), Is.Not.Empty);
            Assert.That(health.TryGetProperty("lastBackup", out _), Is.False, "there are no backups");
            Assert.That(Text(health, "backupHealth"), Is.EqualTo("critical"));
            Assert.That((Text(node, "role"), node.GetProperty("sealed").GetBoolean()), Is.EqualTo(("active", false)));
            Assert.That(Text(node, "address"), Is.EqualTo(_vault.Address.GetLeftPart(UriPartial.Authority)));
            Assert.That(node.GetProperty("latencyMs").GetDouble(), Is.GreaterThanOrEqualTo(0));
        });
        await _watch.GetAsync(instance, later => later.GetProperty("checkedAt").GetDateTimeOffset() > health.GetProperty("checkedAt").GetDateTimeOffset(), "A later sample");
        Assert.That(await _watch.AlertsAsync(), Is.Empty);
    }

    [Test]
    public async Task Sealed_IsAnAnswer_AnEventAndAnAlertThatEndsByItself()
    {
        var instance = await StartAsync();
        await IsServingAsync(instance);

        await _vault.SealAsync();

        var health = await _watch.GetAsync(instance, answer => answer.GetProperty("sealed").GetBoolean(), "A sealed Vault");
        Assert.That((Text(health, "storageStatus"), Text(health, "activeNode"), RoleOf(health)), Is.EqualTo(("offline", _vault.Address.Authority, "sealed")));
        await _watch.AlertsAsync($"raised {Sealed}");
        await _vault.UnsealAsync();
        await _watch.AlertsAsync($"raised {Sealed}", $"ended {Sealed}");
        await IsServingAsync(instance);
        var events = (await _watch.BodiesAsync("VaultHealthChanged")).Select(body => JsonDocument.Parse(body).RootElement).ToList();
        Assert.That(events.Select(body => body.TryGetProperty("sealed", out var value) && value.ValueKind == JsonValueKind.True), Does.Contain(true).And.Contain(false));
        Assert.That(
            (await _watch.BodiesAsync("AuditRecorded")).Select(body => Text(JsonDocument.Parse(body).RootElement, "action")).Where(action => action!.StartsWith("vault.", StringComparison.Ordinal)),
            Is.EqualTo(["vault.incident_begin", "vault.incident_end"]));
    }

    [Test]
    public async Task Killed_IsAnAnswerWithWhatWasKnown_AlsoAfterARestartOfTheService()
    {
        var instance = await StartAsync();
        var before = await IsServingAsync(instance);
        await _vault.KillAsync();
        await _watch.AlertsAsync($"raised {Unreachable}");

        var second = await StartAsync();
        await _watch.StopAsync(instance);

        var health = await _watch.GetAsync(second, answer => Text(answer, "version") is not null, "What was known");
        Assert.Multiple(() =>
        {
            Assert.That(RoleOf(health), Is.EqualTo("unreachable"));
            Assert.That(Text(health, "storageStatus"), Is.EqualTo("offline"));
            Assert.That(Text(health, "version"), Is.EqualTo(Text(before, "version")));
            Assert.That(health.GetProperty("sealed").GetBoolean(), Is.False, "as last known");
            Assert.That(health.GetProperty("nodes")[0].TryGetProperty("sealed", out _), Is.False, "nobody knows");
        });
        await _vault.StartAgainAsync(); // sealed, and empty
        await _watch.AlertsAsync($"raised {Unreachable}", $"raised {Sealed}", $"ended {Unreachable}");
    }

    [Test]
    public async Task SealedWithSeveralInstances_OfWhichOneStops_IsRaisedOnce()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        await IsServingAsync(first);
        await _vault.SealAsync();
        await _watch.AlertsAsync($"raised {Sealed}");

        await _watch.StopAsync(first); // and hands over
        await _vault.UnsealAsync();

        await _watch.AlertsAsync($"raised {Sealed}", $"ended {Sealed}");
        await IsServingAsync(second);
    }

    [Test]
    public async Task SealedAtTheStart_IsSaidAndAlerted()
    {
        await _vault.SealAsync();
        var instance = await StartAsync();

        var health = await _watch.GetAsync(instance);

        Assert.That((health.GetProperty("sealed").GetBoolean(), RoleOf(health), health.TryGetProperty("activeNode", out _)), Is.EqualTo((true, "sealed", false)));
        await _watch.AlertsAsync($"raised {Sealed}");
    }

    [Test]
    public async Task NeverReachable_IsAnAnswerThatClaimsNothing()
    {
        var instance = await _watch.StartAsync(new Uri("http://127.0.0.1:1"), _vault.RootTokenFile);

        var health = await _watch.GetAsync(instance);

        Assert.That((RoleOf(health), Text(health, "storageStatus")), Is.EqualTo(("unreachable", "offline")));
        Assert.That(new[] { "sealed", "activeNode", "version", "initialized", "standby" }.Where(name => health.TryGetProperty(name, out _)), Is.Empty);
        await _watch.AlertsAsync($"raised {Unreachable}");
    }

    [Test]
    public async Task Clock_ThatDrifts_IsAlertedUntilItIsRight()
    {
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        await StartAsync(proxy.Address);
        var wrong = TimeProvider.System.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds();
        var answer = $$"""{"initialized":true,"sealed":false,"standby":false,"server_time_utc":{{wrong}},"version":"1.20.0"}""";

        proxy.Plan(request => IsHealth(request.Path) ? new Fault.Answer(200, answer) : null);

        var alert = $"vault.clock_drift/{proxy.Address.Authority}";
        await _watch.AlertsAsync($"raised {alert}");
        proxy.Heal();
        await _watch.AlertsAsync($"raised {alert}", $"ended {alert}");
    }

    [Test]
    public async Task Storage_ThatCannotBeRead_IsOfflineAndAlertedWhileVaultServes()
    {
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        var instance = await StartAsync(proxy.Address);
        await IsServingAsync(instance);

        proxy.Plan(request => request.Path.StartsWithSegments("/v1/secret", StringComparison.Ordinal) ? new Fault.Answer(500) : null);

        var health = await _watch.GetAsync(instance, answer => Text(answer, "storageStatus") == "offline", "Storage that cannot be read");
        Assert.That((health.GetProperty("sealed").GetBoolean(), RoleOf(health)), Is.EqualTo((false, "active")));
        await Eventually.Async(async () => (await _watch.AlertsAsync()).Contains("raised vault.storage_degraded/vault"), what: "The alert");
        proxy.Heal();
        await IsServingAsync(instance);
        await Eventually.Async(async () => (await _watch.AlertsAsync())[^1] == "ended vault.storage_degraded/vault", what: "The end of the alert");
    }

    [Test]
    public async Task Failover_ToAnotherNode_IsAlertedUntilItHasSettled()
    {
        await using var first = await FaultProxy.StartAsync(_vault.Address);
        await using var second = await FaultProxy.StartAsync(_vault.Address);
        var standby = new Fault.Answer(429, """{"initialized":true,"sealed":false,"standby":true,"version":"1.20.0"}""");
        second.Plan(request => IsHealth(request.Path) ? standby : null);
        var instance = await _watch.StartAsync(_vault.Address, _vault.RootTokenFile, first.Address, second.Address);
        await _watch.GetAsync(instance, answer => Text(answer, "activeNode") == first.Address.Authority, "The first node");
        await Eventually.Async(async () => (await _watch.BodiesAsync("VaultHealthChanged")).Count > 0, what: "A first judgement");

        second.Heal();
        first.Plan(request => IsHealth(request.Path) ? standby : null);

        var health = await _watch.GetAsync(instance, answer => Text(answer, "activeNode") == second.Address.Authority, "The second node");
        Assert.That(health.GetProperty("nodes").EnumerateArray().Select(node => Text(node, "role")), Is.EqualTo(["standby", "active"]));
        await _watch.AlertsAsync("raised vault.failed_over/vault", "ended vault.failed_over/vault");
        Assert.That((await _watch.BodiesAsync("AlertRaised")).Single(), Does.Contain(first.Address.Authority).And.Contain(second.Address.Authority));
    }

    [Test]
    public async Task Node_ThatIsCutOffBesideAnActiveOne_IsAWarningAboutIt()
    {
        await using var other = await FaultProxy.StartAsync(_vault.Address);
        var instance = await _watch.StartAsync(_vault.Address, _vault.RootTokenFile, _vault.Address, other.Address);
        await IsServingAsync(instance);

        other.Plan(_ => new Fault.Cut());

        await _watch.AlertsAsync($"raised vault.node_down/{other.Address.Authority}");
        Assert.That(Text(await _watch.GetAsync(instance), "storageStatus"), Is.EqualTo("healthy"));
        other.Heal();
        await _watch.AlertsAsync($"raised vault.node_down/{other.Address.Authority}", $"ended vault.node_down/{other.Address.Authority}");
    }

    [Test]
    public async Task Nonsense_InPlaceOfVaultsAnswer_StopsNoSample()
    {
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        var instance = await StartAsync(proxy.Address);
        foreach (var body in (string[])
        [
            """{"version":7,"sealed":"?"}""", """{"version":"1.20.0","server_time_utc":"soon","cluster_name":4}""",
            """{"version":"1.20.0","server_time_utc":9223372036854775807}""", "[]", "<html>", "",
        ])
        {
            proxy.Plan(request => IsHealth(request.Path) ? new Fault.Answer(200, body) : null);
            var asked = proxy.Count("GET /v1/sys/health");

            await Eventually.Async(() => proxy.Count("GET /v1/sys/health") > asked + 2, what: $"Further samples after {body}");
        }

        Assert.That(RoleOf(await _watch.GetAsync(instance)), Is.EqualTo("unreachable"));
    }

    [Test]
    public async Task Answer_IsForAdminsAndOperatorsAlone()
    {
        var instance = await StartAsync();
        foreach (var (role, status) in new (string?, HttpStatusCode)[]
        {
            (null, HttpStatusCode.Unauthorized), (Roles.TenantOwner, HttpStatusCode.Forbidden), (Roles.TenantAdmin, HttpStatusCode.Forbidden),
            (Roles.Developer, HttpStatusCode.Forbidden), (Roles.Service, HttpStatusCode.Forbidden), (Roles.Operator, HttpStatusCode.OK), (Roles.Admin, HttpStatusCode.OK),
        })
        {
            using var client = _watch.Client(instance, role, role is Roles.TenantOwner or Roles.TenantAdmin ? Guid.CreateVersion7() : null);
            using var response = await client.GetAsync(VaultWatch.Health);

            Assert.That(response.StatusCode, Is.EqualTo(status), role ?? "nobody");
        }
    }

    private Task<InProcessService> StartAsync(Uri? address = null) => _watch.StartAsync(address ?? _vault.Address, _vault.RootTokenFile);

    private Task<JsonElement> IsServingAsync(InProcessService instance) =>
        _watch.GetAsync(instance, answer => RoleOf(answer) == "active" && Text(answer, "storageStatus") == "healthy", "A Vault that serves");

    private static bool IsHealth(PathString path) => path.StartsWithSegments("/v1/sys/health", StringComparison.Ordinal);

    private static string? RoleOf(JsonElement health) => Text(health.GetProperty("nodes")[0], "role");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
