namespace PenguinMails.Identity.Users;

/// <summary>Users as this database holds them.</summary>
internal static class UserTable
{
    private const string Columns =
        """
        user_id as UserId, email as Email, password_hash as PasswordHash, totp_secret as TotpSecret, role as Role, tenant_id as TenantId,
        last_totp_step as LastTotpStep
        """;

    /// <summary>Who may sign in with that address.</summary>
    public static Task<User?> FindUserAsync(this DatabaseTransaction transaction, string email) =>
        transaction.QuerySingleOrDefaultAsync<User>($"select {Columns} from platform_user where email = @email and status = 'active'", new { email });

    /// <summary>The user of that id, who may sign in.</summary>
    public static Task<User?> FindUserAsync(this DatabaseTransaction transaction, Guid userId) =>
        transaction.QuerySingleOrDefaultAsync<User>($"select {Columns} from platform_user where user_id = @userId and status = 'active'", new { userId });

    /// <summary>
    /// Marks the code of a time step as used. False when it or a later one was used before, or the user may not sign in any more; of concurrent
    /// uses one succeeds.
    /// </summary>
    public static async Task<bool> TryUseTotpStepAsync(this DatabaseTransaction transaction, Guid userId, long step) =>
        await transaction.ExecuteAsync(
            "update platform_user set last_totp_step = @step where user_id = @userId and last_totp_step < @step and status = 'active'",
            new { userId, step }) == 1;

    /// <summary>Adds a user; an existing one with that mailbox stays as it is.</summary>
    public static Task AddUserAsync(this DatabaseTransaction transaction, User user, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into platform_user (user_id, email, password_hash, totp_secret, role, tenant_id, status, created_at)
        values (@UserId, @Email, @PasswordHash, @TotpSecret, @Role, @TenantId, 'active', @now)
        on conflict do nothing
        """,
        new { user.UserId, user.Email, user.PasswordHash, user.TotpSecret, user.Role, user.TenantId, now });

    /// <summary>Adds somebody who cannot sign in yet. False when the address belongs to somebody.</summary>
    public static async Task<bool> TryAddInvitedUserAsync(
        this DatabaseTransaction transaction, Guid userId, string email, string role, Guid? tenantId, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            insert into platform_user (user_id, email, role, tenant_id, status, created_at) values (@userId, @email, @role, @tenantId, 'invited', @now)
            on conflict do nothing
            """,
            new { userId, email, role, tenantId, now }) == 1;

    /// <summary>Lets somebody who was invited sign in. False when they are not invited any more.</summary>
    public static async Task<bool> TryActivateUserAsync(
        this DatabaseTransaction transaction, Guid userId, string passwordHash, string totpSecret, long usedStep) =>
        await transaction.ExecuteAsync(
            """
            update platform_user set status = 'active', password_hash = @passwordHash, totp_secret = @totpSecret, last_totp_step = @usedStep
            where user_id = @userId and status = 'invited'
            """,
            new { userId, passwordHash, totpSecret, usedStep }) == 1;
}
