namespace PenguinMails.Identity.People;

/// <summary>Whether a caller may still act: between their token's verification and the change somebody may have ended their access.</summary>
internal sealed class CallerStanding(TimeProvider time)
{
    /// <param name="transaction">Holds the lock under which people's access changes.</param>
    /// <param name="caller">Who makes the change.</param>
    public Task<bool> IsGoodAsync(DatabaseTransaction transaction, Caller caller) => transaction.ScalarAsync<bool>(
        """
        select exists (
            select from session join platform_user using (user_id)
            where session_id = @SessionId and user_id = @UserId and revoked_at is null and ends_at > @now and status = 'active' and role = @Role)
        """,
        new { caller.SessionId, caller.UserId, caller.Role, now = time.GetUtcNow() });
}
