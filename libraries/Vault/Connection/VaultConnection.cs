using PenguinMails.Vault.Api;
using PenguinMails.Vault.Health;
using PenguinMails.Vault.KeyValue;
using PenguinMails.Vault.Session;
using PenguinMails.Vault.Wrapping;
#if VAULTSHARP
using PenguinMails.Vault.Sharp;
#else
using PenguinMails.Vault.Transit;
#endif

namespace PenguinMails.Vault.Connection;

/// <summary>
/// One process's way to Vault with everything that hangs on it: connections, circuit breaker, token. A service has one, made by
/// <see cref="VaultExtensions.AddVault"/>; tools and tests make their own.
/// </summary>
public sealed class VaultConnection : IAsyncDisposable
{
    private readonly SocketsHttpHandler _network;

    /// <param name="options">Valid options; <see cref="VaultOptionsValidator"/> tells.</param>
    /// <param name="logs">Where the session logs.</param>
    public VaultConnection(VaultOptions options, TimeProvider time, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = options.Address ?? throw new ArgumentException("Vault:Address is not set.", nameof(options));
        _network = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // AnswerHandler follows, with a limit
            UseCookies = false,
            UseProxy = false, // tokens go to Vault and nowhere else
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
        var resilient = new ResilienceHandler(new AnswerHandler(new ConsistencyHandler(_network)), ResilienceHandler.CreatePipeline(options, time));
        Bare = new VaultWire(Invoke(new TelemetryHandler(resilient, time)), address);
        var tokens = new TokenRequests(Bare, time);
        var inquiry = new TokenInquiry(Bare, time);
        var log = logs.CreateLogger<VaultConnection>();
        IVaultLogin login = options.TokenFile is { } file
            ? new TokenFileLogin(file, tokens)
            : new AppRoleLogin(new CredentialFolder(options.CredentialFolder!), Bare, inquiry, options.AppRoleMount, time, log);
        Session = new VaultSession(login, tokens, options, time, log);
        Chain = new TelemetryHandler(new TokenHandler(resilient, Session), time);

        Wire = new VaultWire(Invoke(Chain), address);
        Api = new VaultApi(Wire, time);
        Health = new HttpVaultHealth(Invoke(_network), address, time);
#if VAULTSHARP
        var sharp = new SharpClient(Chain, address);
        KeyValue = new ReadYourWrites(new SharpKeyValueStore(sharp, options.KeyValueMount), time);
        Transit = new SharpTransit(sharp, options.TransitMount);
        Wrapping = new SharpResponseWrapping(sharp, inquiry, options.KeyValueMount, time);
#else
        KeyValue = new ReadYourWrites(new HttpKeyValueStore(Wire, options.KeyValueMount), time);
        Transit = new HttpTransit(Wire, options.TransitMount);
        Wrapping = new HttpResponseWrapping(Wire, Bare, inquiry, options.KeyValueMount, time);
#endif
    }

    public IKeyValueStore KeyValue { get; }

    public ITransit Transit { get; }

    public IResponseWrapping Wrapping { get; }

    public IVaultHealth Health { get; }

    public IVaultApi Api { get; }

    public IVaultLoginState Login => Session;

    /// <summary>Requests through this carry the token, repeat, and break the circuit.</summary>
    internal HttpMessageHandler Chain { get; }

    internal VaultSession Session { get; }

    /// <summary>Requests without the token.</summary>
    internal VaultWire Bare { get; }

    /// <summary>Requests under the token.</summary>
    internal VaultWire Wire { get; }

    /// <summary>Ends the session (its token is revoked) and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        _network.Dispose();
    }

    private static HttpMessageInvoker Invoke(HttpMessageHandler chain) => new(chain, disposeHandler: false);
}
