using System.Net;
using System.Net.Http.Headers;
using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.ApiKeys;

/// <summary>Has KeyIssuance prove API keys. Identity asks in its own name, with a token that it issues to itself and that nobody else can be issued.</summary>
internal sealed class KeyProof(
    IHttpClientFactory clients, AccessTokens tokens, IConfiguration configuration, IOptions<IdentityOptions> options, TimeProvider time) : IDisposable
{
    public const string ClientName = "key-issuance-internal";
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private const double UsedFor = 0.8; // of its lifetime
    private static readonly Guid Self = DerivedId.Of("identity as a service client");

    private readonly SemaphoreSlim _signing = new(1);
    private PlainTextAccessToken? _token;
    private long _signedAt;

    /// <returns>Null when it is no key that works.</returns>
    /// <exception cref="HttpRequestException">KeyIssuance cannot answer now.</exception>
    public async Task<ProvenApiKey?> FindAsync(PlainTextPresentedKey key, CancellationToken cancellationToken)
    {
        var token = await SignAsync(cancellationToken);
        Exception? why = null;
        foreach (var address in configuration.GetSection("services:key-issuance:http").GetChildren().Select(child => child.Value!))
        {
            try
            {
                using var client = clients.CreateClient(ClientName);
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), "internal/api-keys/prove")) { Content = JsonContent.Create(key) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var answer = await client.SendAsync(request, cancellationToken);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict)
                {
                    return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<ProvenApiKey>(cancellationToken) : null;
                }

                why = new HttpRequestException($"KeyIssuance answered {(int)answer.StatusCode}.", inner: null, answer.StatusCode);
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                why = failure;
            }
        }

        throw new HttpRequestException("No instance of KeyIssuance proves keys.", why);
    }

    public void Dispose() => _signing.Dispose();

    private async Task<string> SignAsync(CancellationToken cancellationToken)
    {
        await _signing.WaitAsync(cancellationToken);
        try
        {
            if (_token is null || time.GetElapsedTime(_signedAt) > _token.Lifetime * UsedFor)
            {
                _signedAt = time.GetTimestamp();
                _token = await tokens.SignAsync(
                    new JsonObject
                    {
                        [ClaimNames.UserId] = Self.ToString(),
                        [ClaimNames.ClientId] = "identity",
                        [ClaimNames.Role] = Roles.Service,
                        [ClaimNames.Scope] = ServiceScopes.ProveApiKeys,
                    },
                    Guid.CreateVersion7(),
                    time.GetUtcNow() + options.Value.AccessTokenLifetime,
                    cancellationToken);
            }

            return _token.Token;
        }
        finally
        {
            _signing.Release();
        }
    }
}
