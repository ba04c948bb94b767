namespace PenguinMails.Portal.Sessions;

/// <summary>
/// Sessions that have ended here and of which the API has not heard yet. What is kept of one is the hash of its refresh token, which ends the session and is
/// good for nothing else: the tokens are gone.
/// </summary>
internal sealed class EndedSessions(Database database, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Ends a session: its cookie opens nothing from now on.</summary>
    /// <returns>What the API is to be told; null when there is no session.</returns>
    public Task<byte[]?> AddAsync(PlainTextSessionSecret secret) => database.InTransactionAsync(
        async transaction =>
        {
            var row = await transaction.QuerySingleOrDefaultAsync<Row>(
                "delete from browser_session where session_id = @Id returning sealed as Sealed, ends_at as EndsAt", new { secret.Id });
            if (row is null || SessionSeal.TryOpen(secret, row.Sealed) is not { } session)
            {
                return null;
            }

            var tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(session.RefreshToken));
            await transaction.ExecuteAsync(
                "insert into ended_session (token_hash, ends_at) values (@tokenHash, @EndsAt) on conflict do nothing", new { tokenHash, row.EndsAt });
            return tokenHash;
        },
        CancellationToken.None);

    /// <summary>The next ones to tell of. Those whose sessions are over by now are forgotten.</summary>
    public Task<IReadOnlyList<byte[]>> OldestAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync("delete from ended_session where ends_at < @now", new { now = time.GetUtcNow() });
            return await transaction.QueryAsync<byte[]>("select token_hash from ended_session order by ends_at limit @AtOnce", new { AtOnce });
        },
        cancellationToken);

    /// <summary>The API knows.</summary>
    public Task ForgetAsync(byte[] tokenHash, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync("delete from ended_session where token_hash = @tokenHash", new { tokenHash }), cancellationToken);

    private sealed record Row(byte[] Sealed, DateTimeOffset EndsAt);
}
