using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.Vault.Connection;

namespace PenguinMails.VaultOperations.Tests.Fixtures;

/// <summary>A Vault of one's own and VaultOperations beside it: in the tests' process, or as one that a test can kill.</summary>
internal sealed class Operations : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _services = [];

    private Operations(TestVault vault, string folder)
    {
        Vault = vault;
        Delivery = Path.Combine(folder, "delivery");
        BootstrapTokenFile = Path.Combine(folder, "bootstrap-token");
        File.Copy(vault.RootTokenFile, BootstrapTokenFile);
    }

    public TestVault Vault { get; }

    public string Delivery { get; }

    public string BootstrapTokenFile { get; }

    /// <summary>An initialised, unsealed, otherwise empty Vault.</summary>
    public static async Task<Operations> PrepareAsync() =>
        new(await TestVault.StartAsync(), TestFolder.Create("operations"));

    /// <summary>The same with one instance running and healthy.</summary>
    public static async Task<Operations> StartAsync()
    {
        var operations = await PrepareAsync();
        var service = await operations.StartServiceAsync();
        await service.WaitHealthyAsync();
        return operations;
    }

    public async Task<InProcessService> StartServiceAsync(params (string Name, string Value)[] settings)
    {
        var service = await InProcessService.StartAsync(EnvironmentWith(settings), builder =>
        {
            builder.AddServiceDefaults("vault-operations");
            builder.AddVaultOperations();
            builder.Services.AddNoTokens(); // the bootstrap alone, without the watch: it answers nobody
            return builder.BuildService();
        });
        _services.Add(service);
        return service;
    }

    /// <summary>The whole service, where neither its database nor the broker nor Identity answers: the bootstrap does without.</summary>
    public async Task<ServiceProcess> StartProcessAsync()
    {
        var service = await ServiceProcess.StartAsync("VaultOperations", EnvironmentWith(
        [
            ("ConnectionStrings__vaultoperations", "Host=127.0.0.1;Port=1;Username=nobody;Password=nobody;Database=nobody;Timeout=2"),
            ("ConnectionStrings__messaging", "amqp://vault-operations:nobody@127.0.0.1:1/"),
            ("services__identity__http__0", "http://127.0.0.1:1"),
        ]));
        _services.Add(service);
        return service;
    }

    public string FolderOf(string service) => Path.Combine(Delivery, service);

    public string[] WaitingIn(string service) => Directory.GetFiles(FolderOf(service), "wrapped-secret-id.*");

    /// <summary>Signs in as a service does.</summary>
    public VaultConnection ConnectAs(string service) => new(
        new VaultOptions { Address = Vault.Address, CredentialFolder = FolderOf(service) }, TimeProvider.System, NullLoggerFactory.Instance);

    /// <summary>Sends a request as root and returns the answer's data.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await Vault.SendAsync(method, path, body);
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        using var answer = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return answer.RootElement.TryGetProperty("data", out var data) ? data.Clone() : default;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        await Vault.DisposeAsync();
    }

    private Dictionary<string, string> EnvironmentWith(IEnumerable<(string Name, string Value)> settings)
    {
        var env = new Dictionary<string, string>
        {
            ["Vault__Address"] = Vault.Address.ToString(),
            ["Vault__BreakDuration"] = "00:00:00.5",
            ["VaultOperations__DeliveryFolder"] = Delivery,
            ["VaultOperations__BootstrapTokenFile"] = BootstrapTokenFile,
            ["VaultOperations__KeepBootstrapToken"] = "true", // it is the root token that tests look with
            ["VaultOperations__CheckInterval"] = "00:00:00.3",
            ["VaultOperations__DeliveryInterval"] = "00:00:00.2",
        };
        foreach (var (name, value) in settings)
        {
            env[name] = value;
        }

        return env;
    }
}
