using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PenguinMails.Workers;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>
/// Every key that works, and those that ended lately, as KeyIssuance has them: asked for once a second, so that a revocation is known within two. An
/// answer confirms all keys as of when it was asked for. When none has come for some seconds nothing is believed any more: a key may have been
/// revoked meanwhile. What a key is worth is judged here, without asking anybody.
/// </summary>
internal sealed class KnownKeys(KeyIssuanceCalls calls, GatewayCredential credential, IOptions<ApiKeyOptions> options, TimeProvider time, ILogger<KnownKeys> log)
    : BackgroundWorker(time, log)
{
    private static readonly TimeSpan PauseWithoutSecret = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, KnownApiKey> _keys = new();
    private readonly Dictionary<string, IReadOnlyList<string>> _permissions = new(StringComparer.Ordinal);
    private long _after;
    private long _confirmedAt;
    private volatile bool _isWhole;

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>Whether what is known here is fresh enough to be believed.</summary>
    public bool AreConfirmed => _isWhole && Time.GetElapsedTime(Interlocked.Read(ref _confirmedAt)) <= options.Value.TrustFor;

    /// <summary>Judges a key.</summary>
    /// <returns>The key too, when its secret was right.</returns>
    public (ApiKeyVerdict Verdict, KnownApiKey? Key) Judge(PlainTextApiKey presented)
    {
        var known = _keys.GetValueOrDefault(presented.KeyId);
        var verdict = KnownApiKey.Judge(known, presented, Time.GetUtcNow());
        return (verdict, verdict == ApiKeyVerdict.Unknown ? null : known);
    }

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) =>
        failure is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException or IOException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value.ClientSecretFile is null || !credential.IsSetUp)
        {
            return NextRun.After(PauseWithoutSecret);
        }

        bool isWhole;
        long askedAt;
        do
        {
            askedAt = Time.GetTimestamp();
            var changes = await calls.ChangesAsync(_after, stoppingToken);
            foreach (var key in changes.Keys)
            {
                _keys[key.KeyId] = key with { Permissions = Shared(key.Permissions) };
                _after = Math.Max(_after, key.Number);
            }

            isWhole = changes.IsWhole;
        }
        while (!isWhole);

        Interlocked.Exchange(ref _confirmedAt, askedAt);
        if (!_isWhole)
        {
            _isWhole = true;
            Log.Known(Logger, _keys.Count);
        }

        return NextRun.After(options.Value.PollInterval);
    }

    // Tens of thousands of keys have some dozens of combinations between them.
    private IReadOnlyList<string> Shared(IReadOnlyList<string> permissions)
    {
        var name = string.Join(' ', permissions);
        return _permissions.TryGetValue(name, out var shared) ? shared : _permissions[name] = permissions;
    }
}
