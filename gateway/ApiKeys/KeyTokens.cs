using System.Collections.Concurrent;
using System.Net;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>
/// The tokens that carry calls of keys to the services. Identity issues each for a key that KeyIssuance proves; the gateway alone has it, and only
/// uses it while the key itself is admitted.
/// </summary>
internal sealed class KeyTokens(InternalCalls calls, GatewayCredential credential, TimeProvider time)
{
    private const int ManyTokens = 20_000;
    private const double UsedFor = 0.8; // of its lifetime

    private readonly ConcurrentDictionary<Guid, Cached> _tokens = new();
    private readonly ConcurrentDictionary<Guid, Lazy<Task<string?>>> _asking = new();

    /// <returns>Null when the key is refused after all.</returns>
    /// <exception cref="HttpRequestException">Identity cannot answer now.</exception>
    public async ValueTask<string?> GetAsync(PlainTextApiKey key, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(key.KeyId, out var cached) && cached.IsFresh(time))
        {
            return cached.Token;
        }

        // Requests at a time wait for one answer. It goes on when one of them is given up.
        var asking = _asking.GetOrAdd(key.KeyId, _ => new Lazy<Task<string?>>(() => AskAsync(key)));
        try
        {
            return await asking.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (asking.Value.IsCompleted)
            {
                _asking.TryRemove(KeyValuePair.Create(key.KeyId, asking));
            }
        }
    }

    private async Task<string?> AskAsync(PlainTextApiKey key)
    {
        var askedAt = time.GetTimestamp();
        using var answer = await calls.SendAsync(
            "identity", "internal/api-key-tokens", () => JsonContent.Create(new PlainTextPresentedKey(key.Text)), await credential.GetAsync(CancellationToken.None), CancellationToken.None);
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK when await answer.Content.ReadFromJsonAsync<PlainTextKeyToken>() is { } issued:
                Keep(key.KeyId, new Cached(issued.Token, askedAt, TimeSpan.FromSeconds(issued.ExpiresInSeconds) * UsedFor));
                return issued.Token;
            case HttpStatusCode.Conflict:
                return null;
            case HttpStatusCode.Unauthorized:
                credential.Forget();
                break;
        }

        throw new HttpRequestException($"Identity answered {(int)answer.StatusCode}.", inner: null, answer.StatusCode);
    }

    private void Keep(Guid keyId, Cached token)
    {
        if (_tokens.Count >= ManyTokens)
        {
            foreach (var (idle, _) in _tokens.Where(entry => !entry.Value.IsFresh(time)))
            {
                _tokens.TryRemove(idle, out _);
            }
        }

        _tokens[keyId] = token;
    }

    private sealed record Cached(string Token, long AskedAt, TimeSpan GoodFor)
    {
        public bool IsFresh(TimeProvider time) => time.GetElapsedTime(AskedAt) < GoodFor;

        public override string ToString() => "token of an API key (redacted)";
    }
}
