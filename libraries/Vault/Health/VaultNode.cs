namespace PenguinMails.Vault.Health;

/// <summary>One node of Vault, asked without a token and past everything that repeats or breaks calls. Vault records such requests nowhere.</summary>
public sealed class VaultNode : IDisposable
{
    private const int MaxAddress = 300;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly SocketsHttpHandler _network = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = Limit,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private readonly HttpMessageInvoker _invoker;
    private readonly HttpVaultHealth _health;
    private readonly TimeProvider _time;

    /// <param name="address">Its address, without a path.</param>
    public VaultNode(Uri address, TimeProvider time)
    {
        Address = address;
        _time = time;
        _invoker = new HttpMessageInvoker(_network, disposeHandler: false);
        _health = new HttpVaultHealth(_invoker, address, time);
    }

    public Uri Address { get; }

    /// <summary><c>sys/health</c>. Never throws but on cancellation.</summary>
    public Task<VaultStatus> CheckAsync(CancellationToken cancellationToken) => _health.CheckAsync(cancellationToken);

    /// <summary><c>sys/leader</c> (developer.hashicorp.com/vault/api-docs/system/leader).</summary>
    /// <returns>Null when the node did not answer.</returns>
    public async Task<VaultLeader?> LeaderAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/v1/sys/leader"));
            using var response = await _invoker.SendAsync(request, either.Token);
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(either.Token), cancellationToken: either.Token);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("leader_address", out var leader) && leader.ValueKind == JsonValueKind.String
                ? new VaultLeader(leader.GetString() is { Length: > 0 and <= MaxAddress } found ? found : null)
                : null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _network.Dispose();
    }
}

/// <summary>Which node of Vault serves.</summary>
/// <param name="Address">As that node advertises it; null when there is none, or Vault is no cluster.</param>
public sealed record VaultLeader(string? Address);
