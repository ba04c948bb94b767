using System.Collections.Concurrent;
using System.Net.Http.Json;
using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Sessions that have been signed out while their access token is unexpired.</summary>
public interface IRevokedSessions
{
    /// <summary>Whether the session was signed out; null until the list was read once.</summary>
    ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken);
}

/// <summary>One signed-out session as Identity lists it at <c>/internal/revoked-sessions?after=N</c>.</summary>
/// <param name="Sequence">Grows with every revocation.</param>
/// <param name="SessionId">The session.</param>
/// <param name="ExpiresAt">When its last token expires, UTC; the entry can be forgotten <see cref="TokenRules.RevocationMargin"/> later.</param>
public sealed record RevokedSession(long Sequence, Guid SessionId, DateTimeOffset ExpiresAt);

/// <summary>
/// Learns of signed-out sessions by asking Identity every second, so that a token stops working everywhere within 5 s.
/// During an outage of Identity no session can be signed out, so the last list stays valid.
/// </summary>
internal sealed class PolledRevokedSessions(IHttpClientFactory clients, TimeProvider time, ILogger<PolledRevokedSessions> log)
    : BackgroundWorker(time, log), IRevokedSessions
{
    public const string ClientName = "identity-internal";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _revoked = new();
    private long _sequence;
    private volatile bool _known;

    public ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<bool?>(_known ? _revoked.ContainsKey(sessionId) : null);

    protected override TimeSpan LongestBackOff => Interval;

    protected override bool IsTransient(Exception failure) => failure is HttpRequestException or JsonException or TaskCanceledException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await PollAsync(stoppingToken);
        return NextRun.After(Interval);
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var news = await client.GetFromJsonAsync<RevokedSession[]>($"internal/revoked-sessions?after={_sequence}", cancellationToken) ?? [];
        foreach (var session in news)
        {
            _revoked[session.SessionId] = session.ExpiresAt;
            _sequence = Math.Max(_sequence, session.Sequence);
        }

        var forgotten = Time.GetUtcNow() - TokenRules.RevocationMargin;
        foreach (var (sessionId, expiresAt) in _revoked)
        {
            if (expiresAt < forgotten)
            {
                _revoked.TryRemove(sessionId, out _);
            }
        }

        _known = true;
    }
}
