using PenguinMails.Audit.VaultTrail.Entries;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Which path each wrapping token wraps; the audit entry of an unwrap does not state it.</summary>
internal static class WrapTable
{
    private const string Unwrap = "sys/wrapping/unwrap";
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>Remembers wrapped material.</summary>
    public static async Task KeepAsync(DatabaseTransaction transaction, IEnumerable<VaultEntry> entries, DateTimeOffset now)
    {
        var names = entries.Where(entry => entry is { IsDone: true, Wrap: { } wrap } && SecretPath.IsMaterial(wrap.Path))
            .SelectMany(entry => entry.Wrap!.Names.Select(name => (Name: name, entry.Wrap.Path, Expires: Later(now, entry.Time) + entry.Wrap.TimeToLive + Margin)))
            .DistinctBy(wrap => wrap.Name, StringComparer.Ordinal)
            .ToList();
        if (names.Count > 0)
        {
            await transaction.ExecuteAsync(
                """
                insert into vault_wrap (wrapped_as, path, expires_at) select * from unnest(@names, @paths, @expires) on conflict do nothing
                """,
                new
                {
                    names = names.Select(wrap => wrap.Name).ToArray(),
                    paths = names.Select(wrap => wrap.Path).ToArray(),
                    expires = names.Select(wrap => wrap.Expires.UtcDateTime).ToArray(),
                });
        }
    }

    /// <summary>The path that was wrapped, by the names of the tokens that the entries spent.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(DatabaseTransaction transaction, IEnumerable<VaultEntry> entries)
    {
        var names = entries.Where(entry => entry is { IsDone: true, Path: Unwrap }).SelectMany(entry => entry.Shown).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var rows = await transaction.QueryAsync<Row>(
            "select wrapped_as, path from vault_wrap where wrapped_as = any(@names)", new { names });
        return rows.ToDictionary(row => row.WrappedAs, row => row.Path, StringComparer.Ordinal);
    }

    public static string? In(this IReadOnlyDictionary<string, string> wraps, VaultEntry entry) =>
        entry.Path == Unwrap ? entry.Shown.Select(name => wraps.GetValueOrDefault(name)).FirstOrDefault(path => path is not null) : null;

    public static Task DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) =>
        transaction.ExecuteAsync("delete from vault_wrap where expires_at < @now", new { now });

    // A log that is read late is read in order, so the entry of the unwrap follows soon.
    private static DateTimeOffset Later(DateTimeOffset now, DateTimeOffset time) => now > time ? now : time;

    private sealed record Row(string WrappedAs, string Path);
}
