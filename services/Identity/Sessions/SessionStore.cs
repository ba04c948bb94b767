using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.Sessions;

/// <summary>Starts, refreshes and ends sessions.</summary>
internal sealed class SessionStore(AccessTokens accessTokens, IOptions<IdentityOptions> options, TimeProvider time)
{
    // Makes revocation_sequence grow in the order of commits: those who poll would otherwise miss one that commits late.
    private const long RevocationLock = 0x7265766F6B65; // "revoke"

    public async Task<(PlainTextTokens Tokens, Guid SessionId)> StartAsync(DatabaseTransaction transaction, User user)
    {
        var sessionId = Guid.CreateVersion7();
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            insert into session (session_id, user_id, started_at, ends_at, access_ends_at) values (@sessionId, @UserId, @now, @endsAt, @now)
            """,
            new { sessionId, user.UserId, now, endsAt = now + options.Value.SessionLifetime });
        return (await IssueAsync(transaction, user, sessionId, now + options.Value.SessionLifetime), sessionId);
    }

    /// <summary>Uses up a refresh token. A used one ends its session: one of its two holders is not the user.</summary>
    public async Task<RefreshAnswer> RefreshAsync(DatabaseTransaction transaction, string refreshToken)
    {
        var hash = OpaqueToken.Hash(refreshToken);
        var now = time.GetUtcNow();
        var fresh = await transaction.ScalarAsync<Guid?>(
            "update refresh_token set used_at = @now where token_hash = @hash and used_at is null returning session_id", new { hash, now });
        var known = fresh ?? await transaction.ScalarAsync<Guid?>(
            "select session_id from refresh_token where token_hash = @hash", new { hash });
        if (known is not { } sessionId)
        {
            return new RefreshAnswer.Unknown();
        }

        var session = await transaction.QuerySingleOrDefaultAsync<SessionRow>(
            """
            select user_id as UserId, ends_at as EndsAt, revoked_at is not null or ends_at <= @now as IsOver
            from session where session_id = @sessionId for update
            """,
            new { sessionId, now });
        if (session is null || await transaction.FindUserAsync(session.UserId) is not { } user)
        {
            return new RefreshAnswer.Unknown();
        }

        return (fresh, session) switch
        {
            (_, { IsOver: true }) => new RefreshAnswer.Over(user, sessionId),
            (null, _) => await EndReusedAsync(transaction, user, sessionId),
            _ => new RefreshAnswer.Refreshed(user, sessionId, await IssueAsync(transaction, user, sessionId, session.EndsAt)),
        };
    }

    /// <summary>Ends a session for every service. Ending it again changes nothing.</summary>
    public async Task RevokeAsync(DatabaseTransaction transaction, Guid sessionId)
    {
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(@RevocationLock)", new { RevocationLock });
        await transaction.ExecuteAsync(
            """
            update session set revoked_at = @now, revoked_sequence = nextval('revocation_sequence')
            where session_id = @sessionId and revoked_at is null
            """,
            new { sessionId, now = time.GetUtcNow() });
    }

    private async Task<RefreshAnswer> EndReusedAsync(DatabaseTransaction transaction, User user, Guid sessionId)
    {
        await RevokeAsync(transaction, sessionId);
        return new RefreshAnswer.Reused(user, sessionId);
    }

    private async Task<PlainTextTokens> IssueAsync(DatabaseTransaction transaction, User user, Guid sessionId, DateTimeOffset sessionEndsAt)
    {
        var now = time.GetUtcNow();
        var limit = now + options.Value.AccessTokenLifetime;
        var expiresAt = limit < sessionEndsAt ? limit : sessionEndsAt;
        var refreshToken = OpaqueToken.Create();
        await transaction.ExecuteAsync(
            """
            with issued as (insert into refresh_token (token_hash, session_id, issued_at) values (@hash, @sessionId, @now))
            update session set access_ends_at = @expiresAt where session_id = @sessionId
            """,
            new { hash = OpaqueToken.Hash(refreshToken), sessionId, now, expiresAt });
        return new PlainTextTokens(
            accessTokens.Issue(user, sessionId, expiresAt),
            refreshToken,
            (int)(expiresAt - now).TotalSeconds,
            new UserView(user.Email, user.Role, user.TenantId));
    }

    private sealed record SessionRow(Guid UserId, DateTimeOffset EndsAt, bool IsOver);
}

/// <summary>What became of a refresh token.</summary>
internal abstract record RefreshAnswer
{
    private RefreshAnswer()
    {
    }

    public sealed record Refreshed(User User, Guid SessionId, PlainTextTokens Tokens) : RefreshAnswer;

    /// <summary>It was used before; its session is revoked now.</summary>
    public sealed record Reused(User User, Guid SessionId) : RefreshAnswer;

    /// <summary>Its session has ended.</summary>
    public sealed record Over(User User, Guid SessionId) : RefreshAnswer;

    /// <summary>The token was never issued, or its session has been deleted.</summary>
    public sealed record Unknown : RefreshAnswer;
}
