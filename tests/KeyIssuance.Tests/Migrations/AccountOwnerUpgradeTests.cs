using Dapper;
using Npgsql;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Migrations;

/// <summary>Tenants that shared an account before accounts had owners stay enrolled; nobody joins them.</summary>
[Category("Component")]
public sealed class AccountOwnerUpgradeTests
{
    private const string Upgrade = "0013_account_owner.sql";

    [Test]
    public async Task Migrate_TenantsThatShareAnAccount_StayAndNobodyJoinsThem()
    {
        await using var source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        await using var database = await source.OpenConnectionAsync();
        var assembly = typeof(KeyIssuanceOptions).Assembly;
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly], default);
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).TakeWhile(name => name != Upgrade))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await database.ExecuteAsync(await reader.ReadToEndAsync());
            await database.ExecuteAsync("insert into schema_migration (assembly, name) values (@owner, @name)", new { owner = assembly.GetName().Name, name });
        }

        var lost = await InsertAsync(database, "vps.example", "abandoned");
        var eldest = await InsertAsync(database, "VPS.example", "active");
        var second = await InsertAsync(database, "vps.example", "active");
        var third = await InsertAsync(database, "vps.example", "enrolling");
        var other = await InsertAsync(database, "other.example", "active");

        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, assembly], default);

        Assert.That(
            await database.QueryAsync<Guid>("select server_id from server where shares_account"), Is.EquivalentTo(new[] { second, third }), $"not {lost}, {eldest}, {other}");
        await database.ExecuteAsync("update server set address = 'moved.example' where server_id = @other", new { other });
        Assert.That(
            async () => await InsertAsync(database, "vps.example", "enrolling"),
            Throws.TypeOf<PostgresException>().With.Property("ConstraintName").EqualTo("server_one_account"));
        Assert.That(
            async () => await database.ExecuteAsync("update server set shares_account = false where server_id = @third", new { third }),
            Throws.TypeOf<PostgresException>(), "one that is enrolled again is no exception any more");
        await database.ExecuteAsync("update server set state = 'abandoned' where server_id = @eldest", new { eldest });
        await database.ExecuteAsync("update server set shares_account = false where server_id = @third", new { third });
    }

    private static async Task<Guid> InsertAsync(NpgsqlConnection database, string address, string state)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync(
            """
            insert into tenant (tenant_id, name) values (@id, 'a tenant');
            insert into server (server_id, tenant_id, address, port, host_key, admin_account, tenant_account, state)
            values (@id, @id, @address, 22, 'a key', 'penguin-admin', 'tenant-00000000', @state);
            """,
            new { id, address, state });
        return id;
    }
}
