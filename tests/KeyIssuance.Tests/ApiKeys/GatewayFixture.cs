using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Gateways as processes of their own, before one instance of the service.</summary>
public abstract class GatewayFixture : ApiKeyFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("penguin-gateway-");

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    private protected async Task<ServiceProcess> StartGatewayAsync(params (string Name, string Value)[] settings)
    {
        var secret = Path.Combine(_folder.FullName, "client-secret");
        await File.WriteAllTextAsync(secret, "any");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = Issuer.Address.ToString(),
            ["services__key-issuance__http__0"] = Service.Client.BaseAddress!.ToString(),
            ["Vault__Address"] = World.Vault.Address.ToString(),
            ["Vault__TokenFile"] = World.Vault.RootTokenFile,
            ["Gateway__ApiKeys__ClientSecretFile"] = secret,
            ["Gateway__ApiKeys__PollInterval"] = "00:00:00.200",
            ["Gateway__ApiKeys__UsageInterval"] = "00:00:00.500",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var gateway = await ServiceProcess.StartAsync("Gateway", environment);
        await gateway.WaitHealthyAsync("/alive"); // the one in place of Identity has no health
        return gateway;
    }

    /// <summary>A request with a key in place of a token.</summary>
    private protected static async Task<HttpResponseMessage> CallAsync(ServiceProcess gateway, string key, string path = Keys, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await gateway.Client.SendAsync(request);
    }

    /// <summary>Waits until a gateway takes a key that was just made.</summary>
    private protected static Task AdmittedAsync(ServiceProcess gateway, JsonObject key) => Eventually.Async(
        async () =>
        {
            using var answer = await CallAsync(gateway, (string)key["key"]!);
            return answer.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}\n{gateway.Log}");
        },
        what: "A gateway that takes the key");
}
