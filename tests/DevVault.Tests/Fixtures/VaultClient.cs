using System.Text;
using System.Text.Json;

namespace PenguinMails.DevVault.Tests.Fixtures;

/// <summary>Sends requests as they are: no retries, no redirects.</summary>
internal sealed class VaultClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>Sent with each request that names no other.</summary>
    public string Token { get; set; } = "";

    public Task<VaultAnswer> ReadAsync(string path, string? token = null) => SendAsync("GET", path, null, token);

    public Task<VaultAnswer> ListAsync(string path, string? token = null) => SendAsync("LIST", path, null, token);

    public Task<VaultAnswer> WriteAsync(string path, object? body = null, string? token = null) => SendAsync("POST", path, body ?? new { }, token);

    public Task<VaultAnswer> DeleteAsync(string path, string? token = null) => SendAsync("DELETE", path, null, token);

    public Task<VaultAnswer> WrapAsync(string method, string path, object? body = null, string ttl = "60", string? token = null) =>
        SendAsync(method, path, body, token, ("X-Vault-Wrap-TTL", ttl));

    public async Task<VaultAnswer> SendAsync(
        string method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/" + path);
        if ((token ?? Token) is { Length: > 0 } sent)
        {
            request.Headers.Add("X-Vault-Token", sent);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        if (body is not null)
        {
            request.Content = body is MergePatch patch
                ? new StringContent(patch.Json, Encoding.UTF8, "application/merge-patch+json")
                : new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await _http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A body that is sent as a JSON merge patch.</summary>
internal sealed record MergePatch(string Json);
