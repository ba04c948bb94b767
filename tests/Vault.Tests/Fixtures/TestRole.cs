using System.Text.Json;
using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;

namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>An AppRole with a delivery folder, as VaultOperations makes them.</summary>
internal sealed class TestRole
{
    private readonly TestVault _vault;
    private int _delivered;

    private TestRole(TestVault vault, string name)
    {
        _vault = vault;
        Name = name;
        Folder = TestFolder.Create("delivery");
    }

    public string Name { get; }

    public string Folder { get; }

    public int Waiting => Directory.GetFiles(Folder, "wrapped-secret-id.*").Length;

    public static async Task<TestRole> CreateAsync(TestVault vault, string tokenTtl = "1h", string tokenMaxTtl = "24h")
    {
        var role = new TestRole(vault, $"role-{Guid.CreateVersion7():N}");
        await role.SendAsync(HttpMethod.Put, $"sys/policies/acl/{role.Name}", new
        {
            policy = """
                path "secret/data/penguinmails/+/+/*" { capabilities = ["create", "read", "update"] }
                path "transit/encrypt/tenant-*" { capabilities = ["update"] }
                path "transit/keys/tenant-*" { capabilities = ["read"] }
                """,
        });
        await role.SaveAsync(tokenTtl, tokenMaxTtl);
        return role;
    }

    public async Task SaveAsync(string tokenTtl = "1h", string tokenMaxTtl = "24h")
    {
        await SendAsync(HttpMethod.Post, $"auth/approle/role/{Name}", new
        {
            token_policies = new[] { Name },
            token_ttl = tokenTtl,
            token_max_ttl = tokenMaxTtl,
            secret_id_num_uses = 1,
            secret_id_ttl = "10m",
        });
        using var answer = await SendAsync(HttpMethod.Get, $"auth/approle/role/{Name}/role-id");
        await File.WriteAllTextAsync(Path.Combine(Folder, "role-id"), answer.RootElement.GetProperty("data").GetProperty("role_id").GetString());
    }

    /// <summary>Revokes everything that came of the role, and the role.</summary>
    public async Task DeleteAsync() => (await SendAsync(HttpMethod.Delete, $"auth/approle/role/{Name}")).Dispose();

    /// <summary>Delivers one credential and returns its wrapping token.</summary>
    public async Task<string> DeliverAsync(string timeToLive = "10m", DateTimeOffset? expiresAt = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_vault.Address, $"/v1/auth/approle/role/{Name}/secret-id"));
        request.Headers.Add("X-Vault-Token", _vault.RootToken);
        request.Headers.Add("X-Vault-Wrap-TTL", timeToLive);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        var token = answer.RootElement.GetProperty("wrap_info").GetProperty("token").GetString()!;
        await PutAsync(token, expiresAt);
        return token;
    }

    /// <summary>Puts any token into the folder; later ones sort later.</summary>
    public async Task PutAsync(string token, DateTimeOffset? expiresAt)
    {
        var lines = expiresAt is { } end ? $"{token}\n{end:O}\n" : token;
        await File.WriteAllTextAsync(Path.Combine(Folder, $"wrapped-secret-id.{Interlocked.Increment(ref _delivered):D6}"), lines);
    }

    public VaultConnection Connect(Uri? address = null, Action<VaultOptions>? change = null, RecordedLogs? logs = null, TimeProvider? time = null)
    {
        var options = new VaultOptions { Address = address ?? _vault.Address, CredentialFolder = Folder };
        change?.Invoke(options);
        return new VaultConnection(options, time ?? TimeProvider.System, logs ?? new RecordedLogs());
    }

    private async Task<JsonDocument> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await _vault.SendAsync(method, path, body);
        var text = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text);
    }
}
