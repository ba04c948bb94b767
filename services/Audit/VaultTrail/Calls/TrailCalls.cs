using PenguinMails.Audit.VaultTrail.Entries;

namespace PenguinMails.Audit.VaultTrail.Calls;

/// <summary>
/// Calls to Vault that must appear in its trail: a look-up of this service's own token, which Vault lets every token do, audits like any
/// other request, and answers with the id that stands in the audit entry. Nobody can make such an entry without Vault.
/// </summary>
internal static class TrailCalls
{
    public const string Path = "auth/token/lookup-self";

    private const string Role = "audit";
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>Whether the token that was looked up is this service's AppRole token. Entries of any other are not taken for its calls.</summary>
    public static bool AreOf(JsonElement token) => token.Text("display_name") == "approle" && token.Member("meta").Text("role_name") == Role;

    /// <summary>Notes a call that Vault has answered.</summary>
    public static Task KeepAsync(DatabaseTransaction transaction, string requestId) => transaction.ExecuteAsync(
        """
        insert into vault_trail_call as known (request_id, called_at) values (@requestId, now())
        on conflict (request_id) do update set called_at = coalesce(known.called_at, now())
        """,
        new { requestId });

    /// <summary>Notes which entries are such calls.</summary>
    public static async Task SeenAsync(DatabaseTransaction transaction, IEnumerable<VaultEntry> entries, TrailWay way)
    {
        var ids = entries.Where(entry => entry is { IsDone: true, Path: Path, Identity.Role: Role }).Select(entry => entry.RequestId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (ids.Length > 0)
        {
            var column = Column(way);
            await transaction.ExecuteAsync(
                $"""
                insert into vault_trail_call as known (request_id, {column}) select id, now() from unnest(@ids) id
                on conflict (request_id) do update set {column} = coalesce(known.{column}, now())
                """,
                new { ids });
        }
    }

    /// <summary>The oldest call that has not appeared since the newest one that has; null when there is none.</summary>
    public static Task<DateTimeOffset?> FirstMissingAsync(DatabaseTransaction transaction, TrailWay way) => transaction.ScalarAsync<DateTimeOffset?>(
        $"""
        select min(called_at) from vault_trail_call
        where called_at > coalesce((select max(called_at) from vault_trail_call where {Column(way)} is not null), '-infinity')
        """);

    /// <summary>Whether a call of this time or later has appeared.</summary>
    public static Task<bool> HasAppearedAsync(DatabaseTransaction transaction, TrailWay way, DateTimeOffset since) => transaction.ScalarAsync<bool>(
        $"select exists (select from vault_trail_call where called_at >= @since and {Column(way)} is not null)", new { since });

    public static Task DeleteExpiredAsync(DatabaseTransaction transaction) =>
        transaction.ExecuteAsync("delete from vault_trail_call where noted_at < now() - @Memory", new { Memory });

    private static string Column(TrailWay way) => way == TrailWay.File ? "in_file" : "in_socket";
}
