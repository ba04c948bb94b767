using Npgsql;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.Tests.Migrations;

/// <summary>Databases of builds before.</summary>
internal static class MigratedTo
{
    /// <summary>Applies what the build before a migration had, and notes it as the migrator does.</summary>
    public static async Task BeforeAsync(string database, string upgrade)
    {
        await ExecuteAsync(
            database,
            "create table schema_migration (assembly text not null, name text not null, applied_at timestamptz not null default now(), primary key (assembly, name))");
        foreach (var assembly in new[] { typeof(Database).Assembly, typeof(IdentityExtensions).Assembly })
        {
            foreach (var name in assembly.GetManifestResourceNames().Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal))
            {
                if (assembly == typeof(IdentityExtensions).Assembly && string.CompareOrdinal(name, upgrade) >= 0)
                {
                    continue;
                }

                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                await ExecuteAsync(database, await reader.ReadToEndAsync());
                await ExecuteAsync(database, $"insert into schema_migration (assembly, name) values ('{assembly.GetName().Name}', '{name}')");
            }
        }
    }

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
