using Dapper;
using Npgsql;

namespace PenguinMails.DevVault.Storage;

/// <summary>The table that Vault's own PostgreSQL storage uses, so that backups and tools see the same thing.</summary>
internal sealed class PostgresStorage(NpgsqlDataSource source) : IStorage
{
    public string Kind => "postgresql";

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);

        // The lock keeps two first starts from racing inside "create if not exists".
        await connection.ExecuteAsync(
            """
            begin;
            select pg_advisory_xact_lock(7235423001);
            create table if not exists vault_kv_store (
                parent_path text collate "C" not null,
                path        text collate "C",
                key         text collate "C",
                value       bytea,
                constraint pkey primary key (path, key));
            create index if not exists parent_path_idx on vault_kv_store (parent_path);
            commit;
            """);
    }

    public async ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var at = PostgresPath.Of(path);
        await using var command = source.CreateCommand("select value from vault_kv_store where path = $1 and key = $2");
        command.Parameters.Add(new() { Value = at.Folder });
        command.Parameters.Add(new() { Value = at.Key });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    public async ValueTask ApplyAsync(IReadOnlyList<StorageChange> changes, CancellationToken cancellationToken)
    {
        // A batch without an explicit transaction is one implicit transaction: one round trip, one commit.
        await using var batch = source.CreateBatch();
        foreach (var (path, value) in changes)
        {
            batch.BatchCommands.Add(value is null ? Delete(PostgresPath.Of(path)) : Upsert(PostgresPath.Of(path), value));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var names = await connection.QueryAsync<string>(new CommandDefinition(
            """
            select key collate "C" as name from vault_kv_store where path = @folder
            union
            select distinct split_part(substr(path, length(@folder) + 1), '/', 1) || '/'
              from vault_kv_store where starts_with(path, @folder) and path <> @folder
            order by name
            """,
            new { folder = "/" + prefix },
            cancellationToken: cancellationToken));
        return names.AsList();
    }

    public async ValueTask DeleteUnderAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from vault_kv_store where starts_with(path, @folder)",
            new { folder = "/" + prefix },
            cancellationToken: cancellationToken));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static NpgsqlBatchCommand Upsert(PostgresPath at, byte[] value) =>
        new(
            """
            insert into vault_kv_store (parent_path, path, key, value) values ($1, $2, $3, $4)
            on conflict (path, key) do update set parent_path = $1, value = $4
            """)
        {
            Parameters = { new() { Value = at.Parent }, new() { Value = at.Folder }, new() { Value = at.Key }, new() { Value = value } },
        };

    private static NpgsqlBatchCommand Delete(PostgresPath at) =>
        new("delete from vault_kv_store where path = $1 and key = $2")
        {
            Parameters = { new() { Value = at.Folder }, new() { Value = at.Key } },
        };
}
