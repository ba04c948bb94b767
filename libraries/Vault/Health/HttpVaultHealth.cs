namespace PenguinMails.Vault.Health;

/// <summary><c>sys/health</c> (developer.hashicorp.com/vault/api-docs/system/health); its status code is the state.</summary>
internal sealed class HttpVaultHealth(HttpMessageInvoker network, Uri address, TimeProvider time) : IVaultHealth
{
    private const long LastSecond = 253_402_300_799; // of the year 9999

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<VaultStatus> CheckAsync(CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/v1/sys/health"));
            using var response = await network.SendAsync(request, either.Token);
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(either.Token), cancellationToken: either.Token);
            return Read((int)response.StatusCode, body.RootElement, time.GetElapsedTime(started));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            return new VaultStatus(VaultState.Unreachable, null, null, null, time.GetElapsedTime(started));
        }
    }

    private static VaultStatus Read(int status, JsonElement body, TimeSpan latency)
    {
        var state = status switch
        {
            200 => VaultState.Active,
            429 => VaultState.Standby,
            472 or 473 or 474 or 530 => VaultState.Secondary, // 474: a standby without an active node, 530: removed from its cluster
            501 => VaultState.Uninitialised,
            503 => VaultState.Sealed,
            _ => VaultState.Unreachable,
        };
        return body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.String
            ? new VaultStatus(VaultState.Unreachable, null, null, null, latency)
            : new VaultStatus(
                state,
                version.GetString(),
                body.TryGetProperty("cluster_name", out var cluster) && cluster.ValueKind == JsonValueKind.String ? cluster.GetString() : null,
                body.TryGetProperty("server_time_utc", out var now) && now.ValueKind == JsonValueKind.Number && now.TryGetInt64(out var seconds)
                    && seconds is >= 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
                latency);
    }
}
