namespace PenguinMails.Identity.Throttling;

/// <summary>Where people and programs have signed in from. Failures of others never hold up a sign-in from there.</summary>
internal static class KnownSources
{
    /// <summary>How long a source is known after its last use.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    public static async Task<bool> IsKnownSourceAsync(this DatabaseTransaction read, Guid userId, string source) => await read.ScalarAsync<bool>(
        "select exists (select from known_source where user_id = @userId and source_hash = @hash)", new { userId, hash = HashOf(userId, source) });

    /// <summary>The user has proved who they are from this source.</summary>
    public static Task RememberSourceAsync(this DatabaseTransaction transaction, Guid userId, string source, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            insert into known_source (user_id, source_hash, last_used_at) values (@userId, @hash, @now)
            on conflict (user_id, source_hash) do update set last_used_at = excluded.last_used_at
            """,
            new { userId, hash = HashOf(userId, source), now });

    public static async Task<bool> IsKnownClientSourceAsync(this DatabaseTransaction read, Guid clientId, string source) => await read.ScalarAsync<bool>(
        "select exists (select from known_client_source where client_id = @clientId and source_hash = @hash)", new { clientId, hash = HashOf(clientId, source) });

    /// <summary>The program has proved which it is from this source.</summary>
    public static Task RememberClientSourceAsync(this DatabaseTransaction transaction, Guid clientId, string source, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            insert into known_client_source (client_id, source_hash, last_used_at) values (@clientId, @hash, @now)
            on conflict (client_id, source_hash) do update set last_used_at = excluded.last_used_at
            """,
            new { clientId, hash = HashOf(clientId, source), now });

    public static async Task ForgetSourcesAsync(this DatabaseTransaction transaction, DateTimeOffset lastUsedBefore)
    {
        await transaction.ExecuteAsync("delete from known_source where last_used_at < @lastUsedBefore", new { lastUsedBefore });
        await transaction.ExecuteAsync("delete from known_client_source where last_used_at < @lastUsedBefore", new { lastUsedBefore });
    }

    // With the user's id, so that equal sources of two users do not show.
    private static byte[] HashOf(Guid userId, string source) => SHA256.HashData(Encoding.UTF8.GetBytes($"{userId}\n{source}"));
}
