using System.Text.Json;
using PenguinMails.TestKit;
using PenguinMails.VaultOperations.Bootstrap;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

/// <summary>What the service makes of a Vault when it starts.</summary>
[Category("Component")]
public sealed class BootstrapTests
{
    private static readonly string[] Services = [.. Role.Services, Role.Own];

    private Operations _operations = null!;

    [SetUp]
    public async Task PrepareAsync() => _operations = await Operations.PrepareAsync();

    [TearDown]
    public async Task StopAsync() => await _operations.DisposeAsync();

    [Test]
    public async Task Start_AnEmptyVault_SetsUpEverything()
    {
        var service = await _operations.StartServiceAsync();
        await service.WaitHealthyAsync();

        await AssertSetUpAsync();
        Assert.That(service.Log, Does.Not.Contain(_operations.Vault.RootToken));
    }

    [Test]
    public async Task Start_ASecondTime_ChangesNothing()
    {
        var first = await _operations.StartServiceAsync();
        await first.WaitHealthyAsync();
        var roles = Services.ToDictionary(name => name, RoleIdOf);
        await first.StopAsync();

        var second = await _operations.StartServiceAsync();
        await second.WaitHealthyAsync();

        await AssertSetUpAsync();
        Assert.That(Services.ToDictionary(name => name, RoleIdOf), Is.EqualTo(roles));
        Assert.That(second.Log, Does.Not.Contain("Created in Vault").And.Not.Contain("drift in Vault"));
    }

    [Test]
    public async Task Start_ThreeInstancesAtOnce_AgreeWithoutErrors()
    {
        var services = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _operations.StartServiceAsync()));
        await Task.WhenAll(services.Select(service => service.WaitHealthyAsync()));

        await AssertSetUpAsync();
        foreach (var service in services)
        {
            Assert.That(service.Log, Does.Not.Contain("refuse").And.Not.Contain("person has to decide"));
        }

        foreach (var name in Role.Services)
        {
            await using var connection = _operations.ConnectAs(name);
            Assert.That(await connection.PoliciesAsync(), Has.Member(name));
        }
    }

    [Test]
    public async Task Start_WithABootstrapTokenThatWasRevoked_GoesOnWithItsDeliveredCredential()
    {
        var first = await _operations.StartServiceAsync();
        await first.WaitHealthyAsync();
        await first.StopAsync();
        await File.WriteAllTextAsync(_operations.BootstrapTokenFile, "s.revoked-long-ago");

        var second = await _operations.StartServiceAsync();

        await second.WaitHealthyAsync();
        Assert.That(second.Log, Does.Contain("rejected the bootstrap token"));
    }

    [Test]
    public async Task Start_WithNoWayIn_SaysWhatIsMissing()
    {
        File.Delete(_operations.BootstrapTokenFile);

        var service = await _operations.StartServiceAsync(("Vault__TotalTimeout", "00:00:01"));

        await Eventually.Async(async () => (await HealthAsync(service)).Contains("a bootstrap token or a credential of its own", StringComparison.Ordinal));
    }

    [Test]
    public async Task Start_ASealedVault_WaitsAndSaysSo()
    {
        await _operations.Vault.SealAsync();
        var service = await _operations.StartServiceAsync();
        await Eventually.Async(async () => (await HealthAsync(service)).Contains("Vault is sealed", StringComparison.Ordinal));
        using var alive = await service.Client.GetAsync("/alive");
        Assert.That(alive.IsSuccessStatusCode);

        await _operations.Vault.UnsealAsync();

        await service.WaitHealthyAsync();
    }

    [Test]
    public async Task Start_WithADeliveryOfAnotherVault_ReplacesIt()
    {
        foreach (var name in Services)
        {
            Directory.CreateDirectory(_operations.FolderOf(name));
            await File.WriteAllTextAsync(Path.Combine(_operations.FolderOf(name), "role-id"), "of-another-vault");
            for (var number = 0; number < 4; number++)
            {
                await File.WriteAllTextAsync(
                    Path.Combine(_operations.FolderOf(name), $"wrapped-secret-id.{number}"), $"s.of-another-vault\n{TimeProvider.System.GetUtcNow().AddHours(1):O}\n");
            }
        }

        var service = await _operations.StartServiceAsync();
        await service.WaitHealthyAsync();

        foreach (var name in Services)
        {
            Assert.That(_operations.WaitingIn(name).Select(File.ReadAllText), Has.None.Contains("another-vault"), name);
        }
    }

    private async Task AssertSetUpAsync()
    {
        var mounts = await _operations.AskAsync(HttpMethod.Get, "sys/mounts");
        var config = await _operations.AskAsync(HttpMethod.Get, "secret/config");
        var audit = await _operations.AskAsync(HttpMethod.Get, "sys/audit");
        var checkpoints = await _operations.AskAsync(HttpMethod.Get, "transit/keys/audit-checkpoints");
        var identity = await _operations.AskAsync(HttpMethod.Get, "transit/keys/identity");
        var tokens = await _operations.AskAsync(HttpMethod.Get, "transit/keys/identity-tokens");
        Assert.Multiple(() =>
        {
            Assert.That(mounts.GetProperty("secret/").GetProperty("options").GetProperty("version").GetString(), Is.EqualTo("2"));
            Assert.That(mounts.GetProperty("transit/").GetProperty("type").GetString(), Is.EqualTo("transit"));
            Assert.That(config.GetProperty("cas_required").GetBoolean());
            Assert.That(config.GetProperty("max_versions").GetInt32(), Is.EqualTo(10));
            Assert.That(audit.GetProperty("file/").GetProperty("type").GetString(), Is.EqualTo("file"));
            Assert.That(checkpoints.GetProperty("type").GetString(), Is.EqualTo("ecdsa-p256"));
            Assert.That(identity.GetProperty("type").GetString(), Is.EqualTo("aes256-gcm96"));
            Assert.That(tokens.GetProperty("type").GetString(), Is.EqualTo("ecdsa-p256"));
            Assert.That(tokens.GetProperty("exportable").GetBoolean(), Is.False);
        });
        foreach (var policy in Services.Concat(Role.People))
        {
            var stored = await _operations.AskAsync(HttpMethod.Get, $"sys/policies/acl/{policy}");
            Assert.That(stored.GetProperty("policy").GetString(), Is.EqualTo(PolicyFiles.Read(policy)));
        }

        foreach (var name in Services)
        {
            await AssertRoleAsync(name);
        }
    }

    private async Task AssertRoleAsync(string name)
    {
        var role = await _operations.AskAsync(HttpMethod.Get, $"auth/approle/role/{name}");
        var roleId = await _operations.AskAsync(HttpMethod.Get, $"auth/approle/role/{name}/role-id");
        Assert.Multiple(() =>
        {
            Assert.That(role.GetProperty("token_policies").EnumerateArray().Select(policy => policy.GetString()), Is.EqualTo(new[] { name }));
            Assert.That(role.GetProperty("secret_id_num_uses").GetInt32(), Is.EqualTo(1));
            Assert.That(role.GetProperty("secret_id_ttl").GetInt32(), Is.EqualTo(900));
            Assert.That(role.GetProperty("token_ttl").GetInt32(), Is.EqualTo(3600));
            Assert.That(RoleIdOf(name), Is.EqualTo(roleId.GetProperty("role_id").GetString()));
        });
    }

    private string RoleIdOf(string name) => File.ReadAllText(Path.Combine(_operations.FolderOf(name), "role-id")).Trim();

    private static async Task<string> HealthAsync(InProcessService service)
    {
        using var response = await service.Client.GetAsync("/health");
        using var report = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(response.IsSuccessStatusCode, Is.False);
        return report.RootElement.GetProperty("checks").ToString();
    }
}
