using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Health;

/// <summary>The health check and the registration, in a real host.</summary>
[Category("Component")]
public sealed class HealthCheckTests
{
    [Test]
    public async Task Check_FromBeforeTheDeliveryToASealedVault_SaysWhatIsMissing()
    {
        await using var vault = await MountedVault.StartAsync();
        var role = await TestRole.CreateAsync(vault);
        using var host = Build(vault.Address, role.Folder);
        await host.StartAsync();
        var checks = host.Services.GetRequiredService<HealthCheckService>();

        Assert.That(await SaysAsync(checks), Does.Contain("No Vault credential"));

        await role.DeliverAsync();
        await Eventually.Async(async () => await SaysAsync(checks) == "");
        var store = host.Services.GetRequiredService<IKeyValueStore>();
        Assert.That(await store.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant")), Is.Null);

        await vault.SealAsync();
        Assert.That(await SaysAsync(checks), Is.EqualTo("Vault is sealed."));

        await vault.StopAsync();
        Assert.That(await SaysAsync(checks), Is.EqualTo("Vault cannot be reached."));
        await host.StopAsync();
    }

    [Test]
    public async Task Health_AnUninitialisedVault_IsSaid()
    {
        await using var proxy = await FaultProxy.StartAsync(new Uri("http://127.0.0.1:1"));
        proxy.Plan(_ => new Fault.Answer(501, """{"initialized":false,"sealed":true,"standby":true,"server_time_utc":1,"version":"1.8.0"}"""));
        await using var connection = MountedVault.ConnectAsRoot(await MountedVault.SharedAsync(), proxy.Address);

        var status = await connection.Health.CheckAsync();

        Assert.That(status, Has.Property(nameof(VaultStatus.State)).EqualTo(VaultState.Uninitialised).And.Property(nameof(VaultStatus.Version)).EqualTo("1.8.0"));
    }

    [Test]
    public async Task AddVault_WithBadSettings_ReportsAllOfThemAtStart()
    {
        using var host = Build(new Uri("ftp://127.0.0.1"), folder: null, ("Vault:KeyValueMount", "a/b"), ("Vault:TotalTimeout", "00:00:00"));

        var failure = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync()))!;

        Assert.That(failure.Failures.ToList(), Has.Count.EqualTo(4));
    }

    private static async Task<string> SaysAsync(HealthCheckService checks) =>
        (await checks.CheckHealthAsync()).Entries["vault"] is { Status: not HealthStatus.Healthy } entry ? entry.Description! : "";

    private static IHost Build(Uri address, string? folder, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            new("Vault:Address", address.ToString()),
            new("Vault:CredentialFolder", folder),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
        ]);
        builder.AddVault();
        return builder.Build();
    }
}
