using PenguinMails.Portal.Configuration;

namespace PenguinMails.Portal.Sessions;

/// <summary>The sessions of browsers, for all instances of the portal. They outlive its processes.</summary>
internal sealed class SessionStore(Database database, IOptions<PortalOptions> options, TimeProvider time)
{
    // Not each request is a write.
    private static readonly TimeSpan UseGranularity = TimeSpan.FromMinutes(1);

    /// <summary>Begins a session under a new secret.</summary>
    public async Task<PlainTextSessionSecret> StartAsync(PlainTextSession session, CancellationToken cancellationToken)
    {
        var secret = PlainTextSessionSecret.Create();
        var now = time.GetUtcNow();
        await database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "insert into browser_session (session_id, sealed, started_at, used_at, ends_at) values (@Id, @box, @now, @now, @endsAt)",
                new { secret.Id, box = SessionSeal.Seal(secret, session), now, endsAt = now + options.Value.SessionLifetime }),
            cancellationToken);
        return secret;
    }

    /// <summary>The session of a cookie, which counts as used now; null when there is none any more.</summary>
    public async Task<PlainTextSession?> FindAsync(PlainTextSessionSecret secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await database.ReadAsync(read => read.QuerySingleOrDefaultAsync<Row>(
            "select sealed, used_at from browser_session where session_id = @Id and ends_at > @now and used_at > @idleSince",
            new { secret.Id, now, idleSince = IdleSince(now) }), cancellationToken);
        if (row is null || SessionSeal.TryOpen(secret, row.Sealed) is not { } session)
        {
            return null;
        }

        if (row.UsedAt < now - UseGranularity)
        {
            await database.InTransactionAsync(
                transaction => transaction.ExecuteAsync("update browser_session set used_at = @now where session_id = @Id", new { secret.Id, now }), cancellationToken);
        }

        return session;
    }

    /// <summary>Changes a session.</summary>
    /// <returns>The changed session; null when there is none any more.</returns>
    public Task<PlainTextSession?> ChangeAsync(PlainTextSessionSecret secret, Func<PlainTextSession, PlainTextSession> change) => database.InTransactionAsync(
        async transaction =>
        {
            var box = await transaction.ScalarAsync<byte[]>(
                "select sealed from browser_session where session_id = @Id and ends_at > @now for update", new { secret.Id, now = time.GetUtcNow() });
            if (box is null || SessionSeal.TryOpen(secret, box) is not { } session)
            {
                return null;
            }

            var changed = change(session);
            await transaction.ExecuteAsync(
                "update browser_session set sealed = @box where session_id = @Id", new { secret.Id, box = SessionSeal.Seal(secret, changed) });
            return changed;
        },
        CancellationToken.None);

    /// <summary>Ends a session: its cookie opens nothing from now on.</summary>
    public Task EndAsync(PlainTextSessionSecret secret, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync("delete from browser_session where session_id = @Id", new { secret.Id }), cancellationToken);

    /// <summary>Deletes sessions that have ended.</summary>
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "delete from browser_session where ends_at <= @now or used_at <= @idleSince", new { now, idleSince = IdleSince(now) }),
            cancellationToken);
    }

    private DateTimeOffset IdleSince(DateTimeOffset now) => now - options.Value.IdleTimeout;

    private sealed record Row(byte[] Sealed, DateTimeOffset UsedAt);
}
