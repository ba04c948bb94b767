namespace PenguinMails.Identity.Users;

/// <summary>Users as this database holds them.</summary>
internal static class UserTable
{
    private const string Columns =
        """
        user_id as UserId, email as Email, password_hash as PasswordHash, totp_secret as TotpSecret, role as Role, tenant_id as TenantId,
        last_totp_step as LastTotpStep
        """;

    public static Task<User?> FindUserAsync(this DatabaseTransaction transaction, string email) =>
        transaction.QuerySingleOrDefaultAsync<User>($"select {Columns} from platform_user where email = @email", new { email });

    public static Task<User?> FindUserAsync(this DatabaseTransaction transaction, Guid userId) =>
        transaction.QuerySingleOrDefaultAsync<User>($"select {Columns} from platform_user where user_id = @userId", new { userId });

    /// <summary>Marks the code of a time step as used. False when it or a later one was used before; of concurrent uses one succeeds.</summary>
    public static async Task<bool> TryUseTotpStepAsync(this DatabaseTransaction transaction, Guid userId, long step) =>
        await transaction.ExecuteAsync(
            "update platform_user set last_totp_step = @step where user_id = @userId and last_totp_step < @step",
            new { userId, step }) == 1;

    /// <summary>Adds a user; an existing one with that address stays as it is.</summary>
    public static Task AddUserAsync(this DatabaseTransaction transaction, User user, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into platform_user (user_id, email, password_hash, totp_secret, role, tenant_id, created_at)
        values (@UserId, @Email, @PasswordHash, @TotpSecret, @Role, @TenantId, @now)
        on conflict (email) do nothing
        """,
        new { user.UserId, user.Email, user.PasswordHash, user.TotpSecret, user.Role, user.TenantId, now });
}
