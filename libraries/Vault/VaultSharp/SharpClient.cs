using global::VaultSharp;
using global::VaultSharp.Core;
using global::VaultSharp.V1.Commons;

namespace PenguinMails.Vault.Sharp;

/// <summary>
/// VaultSharp on top of this library's own chain of handlers, which carries the token, repeats, breaks the circuit and throws
/// <see cref="VaultUnavailableException"/>; what is left to VaultSharp is the shape of requests and answers.
/// </summary>
internal sealed class SharpClient(HttpMessageHandler chain, Uri address)
{
    // VaultSharp's methods take no cancellation token; the handler below links the caller's.
    private static readonly AsyncLocal<CancellationToken> Caller = new();

    private readonly VaultClient _client = new(new VaultClientSettings(address.GetLeftPart(UriPartial.Authority), null)
    {
        MyHttpClientProviderFunc = _ => new HttpClient(new CallerHandler(chain), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan },
    });

    /// <param name="route">The kind of request, for messages.</param>
    /// <param name="call">The request, and the picking of its answer.</param>
    public async Task<T> CallAsync<T>(string route, Func<IVaultClient, Task<T>> call, CancellationToken cancellationToken)
    {
        Caller.Value = cancellationToken;
        try
        {
            return await call(_client) ?? throw VaultJson.NotVault();
        }
        catch (VaultApiException failure)
        {
            throw new SharpRefusal(failure, route);
        }
        catch (JsonException)
        {
            throw VaultJson.NotVault(); // an answer that is not Vault's, such as a proxy's page
        }
    }

    /// <summary>The answer's <c>data</c>, which must be there.</summary>
    public async Task<T> DataAsync<T>(string route, Func<IVaultClient, Task<Secret<T>>> call, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(route, call, cancellationToken);
        return answer.Data ?? throw VaultJson.NotVault();
    }

    public Task CallAsync(string route, Func<IVaultClient, Task> call, CancellationToken cancellationToken) =>
        CallAsync(route, async client => { await call(client); return true; }, cancellationToken);

    private sealed class CallerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Caller.Value);
            return await base.SendAsync(request, either.Token);
        }
    }
}

/// <summary>Vault's no, before it is decided what it means. Keeps nothing of the exception: its message is Vault's text.</summary>
internal sealed class SharpRefusal(VaultApiException failure, string route) : Exception
{
    private readonly VaultErrors _errors = VaultErrors.Of(failure.ApiErrors ?? []);

    public int Status { get; } = failure.StatusCode;

    public bool IsAbsent => Status == 404 && _errors.AreEmpty;

    public bool Says(string phrase) => _errors.Say(phrase);

    public VaultRefusedException Refused() => new(_errors.Refusal(Status), route);
}
