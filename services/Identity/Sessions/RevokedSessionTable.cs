namespace PenguinMails.Identity.Sessions;

/// <summary>Identity reads signed-out sessions from its own table. An unknown session counts as revoked.</summary>
internal sealed class RevokedSessionTable(Database database, TimeProvider time) : IRevokedSessions
{
    public async ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken) => !await database.ReadAsync(
        read => read.ScalarAsync<bool>(
            "select exists (select from session where session_id = @sessionId and revoked_at is null)", new { sessionId }),
        cancellationToken);

    /// <summary>Revocations after a sequence number, in order, whose tokens some service may still take.</summary>
    public Task<IReadOnlyList<RevokedSession>> AfterAsync(long after, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QueryAsync<RevokedSession>(
            """
            select revoked_sequence as Sequence, session_id as SessionId, access_ends_at as ExpiresAt
            from session where revoked_sequence > @after and access_ends_at > @remembered order by revoked_sequence
            """,
            new { after, remembered = time.GetUtcNow() - TokenRules.RevocationMargin }),
        cancellationToken);
}
