using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.VaultTrail;

/// <summary>A real Vault with the platform's mounts, whose audit device writes the file that Audit follows.</summary>
internal sealed class WatchedVault : IAsyncDisposable
{
    private readonly TestVault _vault;
    private readonly HttpClient _client;

    private WatchedVault(TestVault vault) => (_vault, _client) = (vault, new HttpClient { BaseAddress = vault.Address });

    public string File { get; } = Path.Combine(TestFolder.Create("vault-audit"), "audit.log");

    public Uri Address => _vault.Address;

    public string RootToken => _vault.RootToken;

    public static async Task<WatchedVault> StartAsync()
    {
        var vault = new WatchedVault(await TestVault.StartAsync());
        await vault.AskAsync(HttpMethod.Put, "sys/audit/file", new { type = "file", options = new { file_path = vault.File } });
        await vault.AskAsync(HttpMethod.Post, "sys/mounts/secret", new { type = "kv", options = new { version = "2" } });
        await vault.AskAsync(HttpMethod.Post, "sys/auth/approle", new { type = "approle" });
        return vault;
    }

    public Task SendToAsync(int port) => Eventually.Async(async () =>
    {
        await AskAsync(HttpMethod.Put, "sys/audit/socket", new { type = "socket", options = new { address = $"127.0.0.1:{port}", socket_type = "tcp", write_timeout = "1s" } });
        return true;
    });

    /// <summary>Signs in as a service does.</summary>
    public async Task<string> LogInAsync(string role = "key-issuance")
    {
        await AskAsync(HttpMethod.Put, $"sys/policies/acl/{role}", new { policy = "path \"secret/*\" { capabilities = [\"create\", \"read\", \"update\"] }" });
        await AskAsync(HttpMethod.Post, $"auth/approle/role/{role}", new { token_policies = new[] { role } });
        var roleId = (await AskAsync(HttpMethod.Get, $"auth/approle/role/{role}/role-id")).GetProperty("data").GetProperty("role_id").GetString();
        var secretId = (await AskAsync(HttpMethod.Post, $"auth/approle/role/{role}/secret-id", new { })).GetProperty("data").GetProperty("secret_id").GetString();
        var login = await AskAsync(HttpMethod.Post, "auth/approle/login", new { role_id = roleId, secret_id = secretId }, token: "");
        return login.GetProperty("auth").GetProperty("client_token").GetString()!;
    }

    public Task WriteAsync(Guid tenant, string name, string value, string type = "ssh") =>
        AskAsync(HttpMethod.Post, $"secret/data/penguinmails/{type}/{tenant}/{name}", new { data = new { private_key = value } });

    public Task<JsonElement> ReadAsync(string token, Guid tenant, string name, string type = "ssh") =>
        AskAsync(HttpMethod.Get, $"secret/data/penguinmails/{type}/{tenant}/{name}", token: token);

    /// <summary>Reads what Vault puts aside.</summary>
    /// <returns>The wrapping token.</returns>
    public async Task<string> ReadWrappedAsync(string token, Guid tenant, string name) =>
        (await AskAsync(HttpMethod.Get, $"secret/data/penguinmails/ssh/{tenant}/{name}", token: token, wrap: "60")).GetProperty("wrap_info").GetProperty("token").GetString()!;

    public Task<JsonElement> UnwrapAsync(string wrappingToken) => AskAsync(HttpMethod.Post, "sys/wrapping/unwrap", token: wrappingToken);

    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null, string? token = null, string? wrap = null)
    {
        using var request = new HttpRequestMessage(method, "/v1/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Vault-Token", token ?? RootToken);
        if (wrap is not null)
        {
            request.Headers.Add("X-Vault-Wrap-TTL", wrap);
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "{}" : text)
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _vault.DisposeAsync();
    }
}
