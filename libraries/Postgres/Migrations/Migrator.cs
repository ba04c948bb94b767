using System.Reflection;

namespace PenguinMails.Postgres;

/// <summary>Applies numbered SQL files that are embedded in an assembly, each once, under an advisory lock.</summary>
public static class Migrator
{
    /// <summary>The advisory lock that is held while migrations run.</summary>
    public const long MigrationLock = 0x6D6967726174; // "migrat"

    /// <summary>Applies pending migrations. Safe to call from several processes at once.</summary>
    /// <param name="source">The database, as the role that owns its tables.</param>
    /// <param name="assemblies">Assemblies whose embedded <c>NNNN_name.sql</c> resources are applied, assembly by assembly, in number order.</param>
    /// <param name="cancellationToken">Cancels between files; a file is applied whole or not at all.</param>
    /// <param name="serviceRole">
    /// The role that the service works with, if it is another: it gets the rights of the embedded <c>grants.sql</c> resources and no others.
    /// </param>
    /// <exception cref="InvalidOperationException">The service's role does not exist, or has the owner's rights.</exception>
    public static async Task MigrateAsync(
        NpgsqlDataSource source, IReadOnlyList<Assembly> assemblies, CancellationToken cancellationToken, string? serviceRole = null)
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

            if (serviceRole is not null)
            {
                await ServiceRights.GrantAsync(connection, assemblies, serviceRole, cancellationToken);
            }
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }
    }

    /// <summary>Whether every migration is applied, as far as this role may see.</summary>
    internal static async Task<bool> IsCurrentAsync(NpgsqlDataSource source, IReadOnlyList<Assembly> assemblies, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (!await connection.ExecuteScalarAsync<bool>("select coalesce(has_table_privilege(to_regclass('schema_migration'), 'select'), false)"))
        {
            return false;
        }

        foreach (var assembly in assemblies)
        {
            if ((await PendingAsync(connection, assembly)).Count > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether this role owns the tables, or may make them in a database that has none.</summary>
    internal static async Task<bool> IsOwnerAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            """
            select coalesce(
                (select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('schema_migration')),
                has_schema_privilege('public', 'create'))
            """);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Assembly assembly, CancellationToken cancellationToken)
    {
        foreach (var name in await PendingAsync(connection, assembly))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sql = await ReadAsync(assembly, name, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(sql, transaction: transaction);
            await connection.ExecuteAsync(
                "insert into schema_migration (assembly, name) values (@owner, @name)", new { owner = assembly.GetName().Name!, name }, transaction);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlConnection connection, Assembly assembly)
    {
        var applied = (await connection.QueryAsync<string>(
            "select name from schema_migration where assembly = @owner", new { owner = assembly.GetName().Name! })).ToHashSet();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => char.IsAsciiDigit(name[0]) && name.EndsWith(".sql", StringComparison.Ordinal) && !applied.Contains(name))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The text of an embedded file.</summary>
    internal static async Task<string> ReadAsync(Assembly assembly, string name, CancellationToken cancellationToken)
    {
        await using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
