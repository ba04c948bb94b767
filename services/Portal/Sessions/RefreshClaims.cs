namespace PenguinMails.Portal.Sessions;

/// <summary>
/// Gives a session's refresh to one process at a time, of all instances. No lock is held meanwhile: a claim in the session's row keeps the
/// others away, until it is given back or its process must have died.
/// </summary>
internal sealed class RefreshClaims(Database database, TimeProvider time)
{
    /// <summary>After this time a claim is void. The API is asked for half of it at most.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>So long after a failure nobody asks again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <param name="secret">Opens the session.</param>
    /// <param name="isFresh">Whether a session needs no refresh.</param>
    public Task<RefreshTurn> TakeAsync(PlainTextSessionSecret secret, Func<PlainTextSession, bool> isFresh) => database.InTransactionAsync<RefreshTurn>(
        async transaction =>
        {
            var now = time.GetUtcNow();
            var row = await transaction.QuerySingleOrDefaultAsync<Row>(
                """
                select sealed as Sealed, coalesce(refresh_claimed_until > @now, false) as IsClaimed, coalesce(refresh_failed_until > @now, false) as HasFailed
                from browser_session where session_id = @Id and ends_at > @now for update
                """,
                new { secret.Id, now });
            switch (row is null ? null : SessionSeal.TryOpen(secret, row.Sealed))
            {
                case null:
                    return new RefreshTurn.Over();
                case var session when isFresh(session):
                    return new RefreshTurn.Done(session);
                case var session when row!.IsClaimed:
                    return new RefreshTurn.Others(session);
                case var session when row.HasFailed:
                    return new RefreshTurn.Failed(session);
                case var session:
                    var claim = Guid.CreateVersion7();
                    await transaction.ExecuteAsync(
                        "update browser_session set refresh_claim = @claim, refresh_claimed_until = @until where session_id = @Id",
                        new { secret.Id, claim, until = now + Lease });
                    return new RefreshTurn.Own(session, claim);
            }
        },
        CancellationToken.None);

    /// <summary>Keeps the new tokens, and what was changed beside them meanwhile.</summary>
    /// <returns>The refreshed session; null when the claim is void or the session has ended.</returns>
    public Task<PlainTextSession?> KeepAsync(PlainTextSessionSecret secret, Guid claim, PlainTextSession refreshed) => database.InTransactionAsync(
        async transaction =>
        {
            var box = await transaction.ScalarAsync<byte[]>(
                "select sealed from browser_session where session_id = @Id and refresh_claim = @claim for update", new { secret.Id, claim });
            if (box is null || SessionSeal.TryOpen(secret, box) is not { } present)
            {
                return null;
            }

            var kept = refreshed with { Grant = present.Grant, GrantEndsAt = present.GrantEndsAt };
            await transaction.ExecuteAsync(
                """
                update browser_session set sealed = @box, refresh_claim = null, refresh_claimed_until = null, refresh_failed_until = null
                where session_id = @Id
                """,
                new { secret.Id, box = SessionSeal.Seal(secret, kept) });
            return kept;
        },
        CancellationToken.None);

    /// <summary>Gives the claim back and has everybody wait a little.</summary>
    public Task FailAsync(PlainTextSessionSecret secret, Guid claim) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            """
            update browser_session set refresh_claim = null, refresh_claimed_until = null, refresh_failed_until = @until
            where session_id = @Id and refresh_claim = @claim
            """,
            new { secret.Id, claim, until = time.GetUtcNow() + Pause }),
        CancellationToken.None);

    private sealed record Row(byte[] Sealed, bool IsClaimed, bool HasFailed);
}
