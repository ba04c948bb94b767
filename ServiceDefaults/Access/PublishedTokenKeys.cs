using System.Collections.Frozen;
using System.Net.Http.Json;
using Microsoft.IdentityModel.Tokens;
using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Reads the keys that Identity publishes, every minute and when a token names an unknown one. During an outage of Identity the last keys
/// stay valid: nothing can be signed meanwhile.
/// </summary>
internal sealed class PublishedTokenKeys(IHttpClientFactory clients, TimeProvider time, ILogger<PublishedTokenKeys> log)
    : BackgroundWorker(time, log), ITokenKeys, IDisposable
{
    public const string Path = ".well-known/jwks.json";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile FrozenDictionary<string, SecurityKey> _keys = FrozenDictionary<string, SecurityKey>.Empty;
    private long? _askedAt;

    public bool AreMissing => _keys.Count == 0;

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    public SecurityKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is not { } askedAt || Time.GetElapsedTime(askedAt) >= ShortestInterval)
            {
                await ReadAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (IsTransient(failure) && !cancellationToken.IsCancellationRequested)
        {
            // The worker reports it and tries again; until then the keys are those that were read last.
        }
        finally
        {
            _reading.Release();
        }
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override bool IsTransient(Exception failure) => failure is HttpRequestException or JsonException or TaskCanceledException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await _reading.WaitAsync(stoppingToken);
        try
        {
            await ReadAsync(stoppingToken);
        }
        finally
        {
            _reading.Release();
        }

        return NextRun.After(Interval);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _askedAt = Time.GetTimestamp();
        using var client = clients.CreateClient(PolledRevokedSessions.ClientName);
        var published = await client.GetFromJsonAsync<PublishedKeys>(Path, cancellationToken);
        var keys = (published?.Keys ?? []).Where(key => key.IsUsable).ToFrozenDictionary(
            key => key.Kid, key => Find(key.Kid) ?? key.ToSecurityKey(), StringComparer.Ordinal);
        // An object that is known stays: the verifiers that were made of it are kept.
        _keys = keys.Count > 0 ? keys : throw new JsonException("Identity published no key that signs tokens.");
    }
}
