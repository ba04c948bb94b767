namespace PenguinMails.Vault.Http;

/// <summary>Makes requests and sends them down a chain of handlers; answers are whole and zeroed when disposed.</summary>
// HttpMessageInvoker, because HttpClient copies responses into buffers that are not zeroed.
internal sealed class VaultWire(HttpMessageInvoker chain, Uri address)
{
    public static readonly HttpMethod List = new("LIST");

    /// <summary>Asks a node that answers reads itself to pass the request on to the active node; others ignore it.</summary>
    public static readonly (string Name, string Value) ToActiveNode = (ConsistencyHandler.ForwardHeader, ConsistencyHandler.ActiveNode);

    /// <param name="path">Path and query below <c>/v1/</c>, built from validated segments.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? body, IEnumerable<(string Name, string Value)>? headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, "/v1/" + path)) { Content = body };
        // Agents and proxies that guard Vault against forged requests ask for this header.
        request.Headers.Add("X-Vault-Request", "true");
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.Add(name, value);
        }

        return await chain.SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        SendAsync(method, path, null, null, cancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, VaultJson.Content(body), null, cancellationToken);

    public static VaultRefusedException Refused(HttpMethod method, string path, HttpResponseMessage response) => new(
        VaultErrors.Of(response).Refusal((int)response.StatusCode),
        VaultRoute.Of(method, new Uri($"http://vault/v1/{path}")).Name);
}
