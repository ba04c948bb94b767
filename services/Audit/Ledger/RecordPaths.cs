namespace PenguinMails.Audit.Ledger;

/// <summary>The paths of secrets, each stored once.</summary>
internal static class RecordPaths
{
    public static async Task<IReadOnlyDictionary<string, long>> ResolveAsync(DatabaseTransaction transaction, IReadOnlyList<PendingRecord> records)
    {
        var paths = records.Select(record => record.Path).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (paths.Length == 0)
        {
            return new Dictionary<string, long>(StringComparer.Ordinal);
        }

        var known = await FindAsync(transaction, paths);
        var missing = paths.Where(path => !known.ContainsKey(path)).ToArray();
        if (missing.Length > 0)
        {
            await transaction.ExecuteAsync("insert into audit_path (path) select * from unnest(@missing) on conflict (path) do nothing", new { missing });
            foreach (var (path, id) in await FindAsync(transaction, missing))
            {
                known[path] = id;
            }
        }

        return known;
    }

    private static async Task<Dictionary<string, long>> FindAsync(DatabaseTransaction transaction, string[] paths)
    {
        var rows = await transaction.QueryAsync<Row>("select path, path_id from audit_path where path = any(@paths)", new { paths });
        return rows.ToDictionary(row => row.Path, row => row.PathId, StringComparer.Ordinal);
    }

    private sealed record Row(string Path, long PathId);
}
