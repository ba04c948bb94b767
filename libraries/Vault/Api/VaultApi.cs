using PenguinMails.Vault.Wrapping;

namespace PenguinMails.Vault.Api;

internal sealed class VaultApi(VaultWire wire, TimeProvider time) : IVaultApi
{
    public async Task<VaultAnswer> SendAsync(HttpMethod method, string path, JsonObject? body = null, CancellationToken cancellationToken = default)
    {
        using var response = await wire.SendAsync(method, Checked(path), body is null ? null : VaultJson.Content(body), null, cancellationToken);
        var status = (int)response.StatusCode;
        var (data, requestId) = response.IsSuccessStatusCode && ((PlainTextContent)response.Content).Memory.Length > 0
            ? VaultJson.Read(response, body => (Data(body), RequestId(body)))
            : default;
        return new VaultAnswer(
            status,
            data,
            VaultRoute.Of(method, new Uri($"http://vault/v1/{path}")).Name,
            response.IsSuccessStatusCode ? null : VaultErrors.Of(response).Refusal(status))
        {
            RequestId = requestId,
            Sentence = !response.IsSuccessStatusCode && path.StartsWith("sys/audit/", StringComparison.Ordinal) ? VaultErrors.Of(response).Sentence() : null,
        };
    }

    public async Task<WrappedToken> SendWrappedAsync(
        HttpMethod method, string path, JsonObject? body, TimeSpan timeToLive, CancellationToken cancellationToken = default)
    {
        var asked = Moment.Now(time);
        using var response = await wire.SendAsync(
            method,
            Checked(path),
            body is null ? null : VaultJson.Content(body),
            [(HttpResponseWrapping.TimeToLiveHeader, HttpResponseWrapping.Seconds(timeToLive))],
            cancellationToken);
        return response.IsSuccessStatusCode
            ? VaultJson.Read(response, answer => HttpResponseWrapping.ReadToken(answer, asked))
            : throw VaultWire.Refused(method, path, response);
    }

    private static JsonElement Data(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out var data) ? data.Clone() : default;

    private static string? RequestId(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("request_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static string Checked(string path) => path.Split('/').All(PathSegment.IsValid)
        ? path
        : throw new ArgumentException("A Vault path is made of plain segments: letters, digits, '.', '_', '-'.", nameof(path));
}
