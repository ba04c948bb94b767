namespace PenguinMails.Identity.Throttling;

/// <summary>Where users have signed in from. Failures of others never hold up a sign-in from there.</summary>
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

    // With the user's id, so that equal sources of two users do not show.
    private static byte[] HashOf(Guid userId, string source) => SHA256.HashData(Encoding.UTF8.GetBytes($"{userId}\n{source}"));
}
