using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Bootstrap;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

/// <summary>Somebody changes Vault by hand; the service notices, says it and puts it right.</summary>
[Category("Component")]
public sealed class DriftTests
{
    private Operations _operations = null!;
    private InProcessService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _operations = await Operations.PrepareAsync();
        _service = await _operations.StartServiceAsync();
        await _service.WaitHealthyAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _operations.DisposeAsync();

    [Test]
    public async Task Policy_WidenedByHand_IsPutBack()
    {
        await _operations.AskAsync(HttpMethod.Put, "sys/policies/acl/rotation", new { policy = "path \"secret/*\" { capabilities = [\"read\"] }" });

        await Eventually.Async(async () =>
            (await _operations.AskAsync(HttpMethod.Get, "sys/policies/acl/rotation")).GetProperty("policy").GetString() == PolicyFiles.Read("rotation"));
        await SaidAsync("the policy rotation was missing or differed");
    }

    [Test]
    public async Task OwnPolicy_ChangedByHand_IsPutBackWithTheBootstrapToken()
    {
        var changed = PolicyFiles.Read(Role.Own) + "\npath \"secret/data/*\" { capabilities = [\"read\"] }\n";
        await _operations.AskAsync(HttpMethod.Put, $"sys/policies/acl/{Role.Own}", new { policy = changed });

        await Eventually.Async(async () =>
            (await _operations.AskAsync(HttpMethod.Get, $"sys/policies/acl/{Role.Own}")).GetProperty("policy").GetString() == PolicyFiles.Read(Role.Own));
    }

    [Test]
    public async Task OwnPolicy_Deleted_IsMadeAnewWithTheBootstrapToken()
    {
        await _operations.AskAsync(HttpMethod.Delete, $"sys/policies/acl/{Role.Own}");

        await Eventually.Async(async () =>
            (await _operations.AskAsync(HttpMethod.Get, $"sys/policies/acl/{Role.Own}")).GetProperty("policy").GetString() == PolicyFiles.Read(Role.Own));
        await _service.WaitHealthyAsync();
    }

    [Test]
    public async Task CheckAndSet_SwitchedOff_IsSwitchedOn()
    {
        await _operations.AskAsync(HttpMethod.Post, "secret/config", new { cas_required = false, max_versions = 3 });

        await Eventually.Async(async () =>
        {
            var config = await _operations.AskAsync(HttpMethod.Get, "secret/config");
            return config.GetProperty("cas_required").GetBoolean() && config.GetProperty("max_versions").GetInt32() == 10;
        });
    }

    [Test]
    public async Task TenantEntity_MissingOrWidenedByHand_IsAsTheTemplatedPolicyNeedsIt()
    {
        const string Tenant = "550e8400-e29b-41d4-a716-446655440000";
        const string Entity = "identity/entity/name/tenant-" + Tenant;
        await _operations.AskAsync(
            HttpMethod.Post, $"secret/data/penguinmails/ssh/{Tenant}/tenant", new { options = new { cas = 0 }, data = new { v = "1" } });
        await _operations.AskAsync(
            HttpMethod.Post, "secret/data/penguinmails/ssh/+/tenant", new { options = new { cas = 0 }, data = new { v = "1" } });
        await Eventually.Async(async () => (await TenantIdAsync(Entity)) == Tenant);

        await _operations.AskAsync(HttpMethod.Post, Entity, new { metadata = new { tenant_id = "+" }, policies = new[] { "admin" } });

        await Eventually.Async(async () => (await TenantIdAsync(Entity)) == Tenant);
        Assert.That((await _operations.AskAsync(HttpMethod.Get, Entity)).GetProperty("policies").EnumerateArray().Single().GetString(), Is.EqualTo("tenant"));
        await SaidAsync($"the identity entity of tenant {Tenant} differed");
        var names = (await _operations.AskAsync(VaultVerb.List, "identity/entity/name")).GetProperty("keys").EnumerateArray().Select(key => key.GetString());
        Assert.That(names.Where(name => name!.StartsWith("tenant-", StringComparison.Ordinal)), Is.EqualTo(new[] { "tenant-" + Tenant }), "what is no UUID is no tenant");
    }

    private async Task<string?> TenantIdAsync(string entity)
    {
        using var response = await _operations.Vault.SendAsync(HttpMethod.Get, entity);
        return response.IsSuccessStatusCode
            ? (await _operations.AskAsync(HttpMethod.Get, entity)).GetProperty("metadata").GetProperty("tenant_id").GetString()
            : null;
    }

    [Test]
    public async Task AuditDevice_Disabled_IsEnabled()
    {
        await _operations.AskAsync(HttpMethod.Delete, "sys/audit/file");

        await Eventually.Async(async () => (await _operations.AskAsync(HttpMethod.Get, "sys/audit")).TryGetProperty("file/", out _));
        await SaidAsync("no audit device was enabled");
    }

    [Test]
    public async Task AppRoleLockout_SwitchedOnByHand_IsSwitchedOff()
    {
        await _operations.AskAsync(
            HttpMethod.Post, "sys/auth/approle/tune", new { user_lockout_config = new { lockout_threshold = "3", lockout_disable = false } });

        await Eventually.Async(async () => (await _operations.AskAsync(HttpMethod.Get, "sys/auth")).GetProperty("approle/").GetProperty("config")
            .GetProperty("user_lockout_config").GetProperty("user_lockout_disable").GetBoolean());
        await SaidAsync("user_lockout_config.lockout_disable was not set");
    }

    [Test]
    public async Task AppRole_LoosenedByHand_IsPutBack()
    {
        await _operations.AskAsync(HttpMethod.Post, "auth/approle/role/audit", new { secret_id_num_uses = 0, token_policies = new[] { "admin" } });

        await Eventually.Async(async () =>
        {
            var role = await _operations.AskAsync(HttpMethod.Get, "auth/approle/role/audit");
            return role.GetProperty("secret_id_num_uses").GetInt32() == 1 && role.GetProperty("token_policies")[0].GetString() == "audit";
        });
    }

    [Test]
    public async Task AppRole_Deleted_IsMadeAnewAndItsCredentialsReplaced()
    {
        var before = _operations.WaitingIn("gateway");
        await _operations.AskAsync(HttpMethod.Delete, "auth/approle/role/gateway");

        await Eventually.Async(() => _operations.WaitingIn("gateway") is { Length: >= 4 } now && !now.Intersect(before).Any());

        await using var gateway = _operations.ConnectAs("gateway");
        Assert.That(await gateway.PoliciesAsync(), Has.Member("gateway"));
    }

    [Test]
    public async Task TransitKey_OfAnotherType_IsLeftToAPerson()
    {
        await using var operations = await Operations.PrepareAsync();
        await operations.AskAsync(HttpMethod.Post, "sys/mounts/transit", new { type = "transit" });
        await operations.AskAsync(HttpMethod.Post, "transit/keys/identity", new { type = "ecdsa-p256" });

        var service = await operations.StartServiceAsync();

        await Eventually.Async(async () =>
        {
            using var response = await service.Client.GetAsync("/health");
            return (await response.Content.ReadAsStringAsync()).Contains("a person has to decide: the transit key identity is of another type", StringComparison.Ordinal);
        });
    }

    [Test]
    public async Task TransitKey_ThatCanLeaveVault_IsLeftToAPerson()
    {
        await _operations.AskAsync(HttpMethod.Post, "transit/keys/identity-tokens/config", new { exportable = true });

        await Eventually.Async(async () =>
        {
            using var response = await _service.Client.GetAsync("/health");
            return (await response.Content.ReadAsStringAsync()).Contains("a person has to decide: the transit key identity-tokens can leave Vault", StringComparison.Ordinal);
        });
    }

    private Task SaidAsync(string text) => Eventually.Async(() => _service.Log.Contains(text, StringComparison.Ordinal));
}
