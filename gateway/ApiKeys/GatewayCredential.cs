using System.Net;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>The gateway's own token, which Identity issues for its client credentials (RFC 6749, 4.4).</summary>
internal sealed class GatewayCredential(InternalCalls calls, IOptions<ApiKeyOptions> options, TimeProvider time, ILogger<GatewayCredential> log) : IDisposable
{
    private const double UsedFor = 0.8; // of its lifetime
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(10); // a wrong secret stays wrong

    private readonly SemaphoreSlim _asking = new(1);
    private string? _token;
    private long _askedAt;
    private TimeSpan _goodFor;
    private int _isWarned;

    /// <summary>Whether there is a secret to ask with.</summary>
    public bool IsSetUp => options.Value.ClientSecretFile is { } file && File.Exists(file);

    /// <exception cref="HttpRequestException">Identity is away, or refuses the secret.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_goodFor > TimeSpan.Zero && time.GetElapsedTime(_askedAt) < _goodFor)
            {
                return _token ?? throw new HttpRequestException("Identity refused the gateway's credentials a moment ago.", inner: null, HttpStatusCode.Unauthorized);
            }

            return await AskAsync(cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>A service refused the token: the next one is asked for.</summary>
    public void Forget() => _goodFor = TimeSpan.Zero;

    public void Dispose() => _asking.Dispose();

    private async Task<string> AskAsync(CancellationToken cancellationToken)
    {
        var secret = await ReadSecretAsync(cancellationToken);
        using var answer = await calls.SendAsync(
            "identity",
            "api/v1/auth/token",
            () => new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.Value.ClientId,
                ["client_secret"] = secret,
                ["scope"] = ServiceScopes.AdmitApiKeys,
            }),
            token: null,
            cancellationToken);
        _askedAt = time.GetTimestamp();
        if (!answer.IsSuccessStatusCode || await answer.Content.ReadFromJsonAsync<Issued>(cancellationToken) is not { } issued)
        {
            (_token, _goodFor) = (null, PauseAfterRefusal);
            throw new HttpRequestException($"Identity answered {(int)answer.StatusCode} to the gateway's credentials.", inner: null, answer.StatusCode);
        }

        (_token, _goodFor) = (issued.Token, TimeSpan.FromSeconds(issued.ExpiresIn) * UsedFor);
        return issued.Token;
    }

    private async Task<string> ReadSecretAsync(CancellationToken cancellationToken)
    {
        if (IsSetUp && (await File.ReadAllTextAsync(options.Value.ClientSecretFile!, cancellationToken)).Trim() is { Length: > 0 } secret)
        {
            return secret;
        }

        if (Interlocked.Exchange(ref _isWarned, 1) == 0)
        {
            Log.NoSecret(log);
        }

        throw new HttpRequestException("The gateway has no credentials to ask for API keys.");
    }

    private sealed record Issued([property: JsonPropertyName("access_token")] string Token, [property: JsonPropertyName("expires_in")] int ExpiresIn)
    {
        public override string ToString() => "gateway token (redacted)";
    }
}
