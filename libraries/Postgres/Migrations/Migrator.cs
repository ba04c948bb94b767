using System.Reflection;

namespace PenguinMails.Postgres;

/// <summary>Applies numbered SQL files that are embedded in an assembly, each once, under an advisory lock.</summary>
public static class Migrator
{
    private const long MigrationLock = 0x6D6967726174; // "migrat"

    /// <summary>Applies pending migrations. Safe to call from several processes at once.</summary>
    /// <param name="source">The database.</param>
    /// <param name="assemblies">Assemblies whose embedded <c>NNNN_name.sql</c> resources are applied, assembly by assembly, in number order.</param>
    /// <param name="cancellationToken">Cancels between files; a file is applied whole or not at all.</param>
    public static async Task MigrateAsync(NpgsqlDataSource source, IEnumerable<Assembly> assemblies, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("select pg_advisory_lock(@MigrationLock)", new { MigrationLock });
        try
        {
            await connection.ExecuteAsync(
                """
                create table if not exists schema_migration (
                    assembly text not null, name text not null, applied_at timestamptz not null default now(),
                    primary key (assembly, name))
                """);
            foreach (var assembly in assemblies)
            {
                await ApplyAsync(connection, assembly, cancellationToken);
            }
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Assembly assembly, CancellationToken cancellationToken)
    {
        var owner = assembly.GetName().Name!;
        var applied = (await connection.QueryAsync<string>("select name from schema_migration where assembly = @owner", new { owner })).ToHashSet();
        var pending = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && !applied.Contains(name))
            .Order(StringComparer.Ordinal);
        foreach (var name in pending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var sql = await reader.ReadToEndAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(sql, transaction: transaction);
            await connection.ExecuteAsync(
                "insert into schema_migration (assembly, name) values (@owner, @name)", new { owner, name }, transaction);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
