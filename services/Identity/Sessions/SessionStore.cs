using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.Sessions;

/// <summary>Starts, refreshes and ends sessions.</summary>
internal sealed class SessionStore(
    Database database, AccessTokens accessTokens, VoucherTable vouchers, IOptions<IdentityOptions> options, TimeProvider time)
{
    // Makes revocation_sequence grow in the order of commits: those who poll would otherwise miss one that commits late.
    private const long RevocationLock = 0x7265766F6B65; // "revoke"

    /// <summary>Signs the first token of a new session, which <see cref="StartAsync"/> begins.</summary>
    public async Task<PlainTextAccessToken> SignFirstTokenAsync(User user, CancellationToken cancellationToken) => await accessTokens.SignAsync(
        user,
        await database.ReadAsync(read => vouchers.OfAsync(read, user.UserId), cancellationToken),
        Guid.CreateVersion7(),
        time.GetUtcNow() + options.Value.SessionLifetime,
        cancellationToken);

    /// <summary>Signs the next token of the session that a refresh token belongs to; null when it cannot be refreshed.</summary>
    public async Task<PlainTextAccessToken?> SignNextTokenAsync(string refreshToken, string? repeatKey, CancellationToken cancellationToken)
    {
        var (session, user, vouchedBy) = await database.ReadAsync(
            async read =>
            {
                var found = await read.QuerySingleOrDefaultAsync<RefreshableSession>(
                    """
                    select session_id as SessionId, user_id as UserId, ends_at as EndsAt, used_at is null as IsUnused
                    from refresh_token join session using (session_id)
                    where token_hash = @hash and revoked_at is null and ends_at > @now
                    """,
                    new { hash = OpaqueToken.Hash(refreshToken), now = time.GetUtcNow() });
                return found is null || !(found.IsUnused || await FindSuccessorAsync(read, refreshToken, repeatKey) is not null)
                    ? default
                    : (found, await read.FindUserAsync(found.UserId), await vouchers.OfAsync(read, found.UserId));
            },
            cancellationToken);
        return session is null || user is null
            ? null
            : await accessTokens.SignAsync(user, vouchedBy, session.SessionId, session.EndsAt, cancellationToken);
    }

    public async Task<(PlainTextTokens Tokens, Guid SessionId)> StartAsync(DatabaseTransaction transaction, User user, PlainTextAccessToken access)
    {
        await transaction.ExecuteAsync(
            """
            with signed_in as (update platform_user set last_sign_in_at = @now where user_id = @UserId)
            insert into session (session_id, user_id, started_at, ends_at, access_ends_at) values (@SessionId, @UserId, @now, @SessionEndsAt, @now)
            """,
            new { access.SessionId, user.UserId, now = time.GetUtcNow(), access.SessionEndsAt });
        return (await IssueAsync(transaction, user, access, OpaqueToken.Create()), access.SessionId);
    }

    /// <summary>Uses up a refresh token. A used one ends its session: one of its two holders is not the user. Only the same request may come again.</summary>
    /// <param name="transaction">Where it is used up.</param>
    /// <param name="refreshToken">The refresh token.</param>
    /// <param name="repeatKey">What makes it the same request; null: it is not to be repeated.</param>
    /// <param name="access">What <see cref="SignNextTokenAsync"/> returned for it.</param>
    public async Task<RefreshAnswer> RefreshAsync(DatabaseTransaction transaction, string refreshToken, string? repeatKey, PlainTextAccessToken? access)
    {
        var (hash, salt) = (OpaqueToken.Hash(refreshToken), repeatKey is null ? null : SuccessorToken.NewSalt());
        var now = time.GetUtcNow();
        var fresh = await transaction.ScalarAsync<Guid?>(
            "update refresh_token set used_at = @now, successor_salt = @salt where token_hash = @hash and used_at is null returning session_id",
            new { hash, salt, now });
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

        if (session.IsOver)
        {
            return new RefreshAnswer.Over(user, sessionId);
        }

        if (fresh is not null)
        {
            var next = salt is null ? OpaqueToken.Create() : SuccessorToken.Of(refreshToken, salt, repeatKey!);
            return new RefreshAnswer.Refreshed(user, sessionId, await IssueAsync(transaction, user, access ?? throw new UnreachableException("It was unused before."), next));
        }

        return access is not null && await FindSuccessorAsync(transaction, refreshToken, repeatKey) is { } successor
            ? new RefreshAnswer.Refreshed(user, sessionId, await IssueAsync(transaction, user, access, successor))
            : await EndReusedAsync(transaction, user, sessionId);
    }

    /// <summary>Ends the session that a refresh token belongs to.</summary>
    /// <returns>Whose it was; null when there is none, or it has ended before.</returns>
    public async Task<(User User, Guid SessionId)?> EndByTokenAsync(DatabaseTransaction transaction, byte[] tokenHash)
    {
        var session = await transaction.QuerySingleOrDefaultAsync<RefreshableSession>(
            """
            select session_id as SessionId, user_id as UserId, ends_at as EndsAt, true as IsUnused from refresh_token join session using (session_id)
            where token_hash = @tokenHash and revoked_at is null
            """,
            new { tokenHash });
        return session is not null && await transaction.FindUserAsync(session.UserId) is { } user && await RevokeAsync(transaction, session.SessionId)
            ? (user, session.SessionId)
            : null;
    }

    /// <summary>Ends a session for every service. Ending it again changes nothing.</summary>
    /// <returns>Whether it ended now.</returns>
    public async Task<bool> RevokeAsync(DatabaseTransaction transaction, Guid sessionId)
    {
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(@RevocationLock)", new { RevocationLock });
        return await transaction.ExecuteAsync(
            """
            update session set revoked_at = @now, revoked_sequence = nextval('revocation_sequence')
            where session_id = @sessionId and revoked_at is null
            """,
            new { sessionId, now = time.GetUtcNow() }) > 0;
    }

    /// <summary>Ends a person's sessions for every service.</summary>
    /// <param name="transaction">Where they end.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="except">The one that goes on; null for none.</param>
    public async Task RevokeAllAsync(DatabaseTransaction transaction, Guid userId, Guid? except)
    {
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(@RevocationLock)", new { RevocationLock });
        await transaction.ExecuteAsync(
            """
            update session set revoked_at = @now, revoked_sequence = nextval('revocation_sequence')
            where user_id = @userId and revoked_at is null and session_id is distinct from @except
            """,
            new { userId, except, now = time.GetUtcNow() });
    }

    private async Task<RefreshAnswer> EndReusedAsync(DatabaseTransaction transaction, User user, Guid sessionId)
    {
        await RevokeAsync(transaction, sessionId);
        return new RefreshAnswer.Reused(user, sessionId);
    }

    /// <returns>The token that the same request got before, while it is unused; null when it was another request, or too long ago.</returns>
    private async Task<string?> FindSuccessorAsync(DatabaseTransaction read, string usedToken, string? repeatKey)
    {
        if (repeatKey is null || await read.ScalarAsync<byte[]>(
            "select successor_salt from refresh_token where token_hash = @hash and used_at > @since",
            new { hash = OpaqueToken.Hash(usedToken), since = time.GetUtcNow() - SuccessorToken.RepeatWindow }) is not { } salt)
        {
            return null;
        }

        var successor = SuccessorToken.Of(usedToken, salt, repeatKey);
        return await read.ScalarAsync<bool>(
            "select exists (select from refresh_token where token_hash = @hash and used_at is null)", new { hash = OpaqueToken.Hash(successor) })
            ? successor
            : null;
    }

    private async Task<PlainTextTokens> IssueAsync(DatabaseTransaction transaction, User user, PlainTextAccessToken access, string refreshToken)
    {
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            with issued as (insert into refresh_token (token_hash, session_id, issued_at) values (@hash, @SessionId, @now) on conflict do nothing)
            update session set access_ends_at = @ExpiresAt where session_id = @SessionId
            """,
            new { hash = OpaqueToken.Hash(refreshToken), access.SessionId, now, access.ExpiresAt });
        return new PlainTextTokens(
            access.Token, refreshToken, (int)access.Lifetime.TotalSeconds, new UserView(user.Email, user.Role, user.TenantId));
    }

    private sealed record RefreshableSession(Guid SessionId, Guid UserId, DateTimeOffset EndsAt, bool IsUnused);

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
