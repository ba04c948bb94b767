using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Postgres;

[Category("Component")]
public sealed class PostgresComponentTests
{
    [Test]
    public async Task Command_WithDatabases_LetsEachRoleIntoItsOwnOnly()
    {
        var component = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take()) { IsDurable = false };
        component.AddDatabase("first", "first-password");
        component.AddDatabase("second", "second-password");
        component.Prepare();
        // Whoever starts it may work with another database.
        var foreign = new Dictionary<string, string>(component.Command.Env) { ["PGPASSWORD"] = "another", ["PGHOST"] = "nowhere.invalid" };
        await using var process = await ChildProcess.StartAsync(component.Command with { Env = foreign }, "postgres");

        await Eventually.Async(() => CanConnectAsync(component.ConnectionString("second", "second", "second-password")));
        Assert.Multiple(async () =>
        {
            Assert.That(await CanConnectAsync(component.ConnectionString("first", "first", "first-password")), Is.True);
            Assert.That(await CanConnectAsync(component.ConnectionString("second", "first", "first-password")), Is.False);
            Assert.That(await CanConnectAsync(component.ConnectionString("first", "first", "second-password")), Is.False);
            Assert.That(process.Log, Does.Not.Contain("first-password"));
        });
    }

    [Test]
    public async Task Command_DatabaseThatGetsAnOwner_GoesToTheOwnerWithItsTables()
    {
        var earlier = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take()); // durable: it is killed with the table in it
        earlier.AddDatabase("first", "first-password");
        earlier.Prepare();
        var service = earlier.ConnectionString("first", "first", "first-password") + ";Pooling=false";
        await using (await ChildProcess.StartAsync(earlier.Command, "postgres"))
        {
            await Eventually.Async(() => CanConnectAsync(service));
            await ExecuteAsync(service, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
        }

        var component = new PostgresComponent(earlier.Folder, earlier.Port) { IsDurable = false };
        component.AddDatabase("first", "first-password", "owner-password");
        component.Prepare();
        await using var process = await ChildProcess.StartAsync(component.Command, "postgres");
        var owner = component.ConnectionString("first", PostgresComponent.OwnerOf("first"), "owner-password") + ";Pooling=false";
        await Eventually.Async(() => CanConnectAsync(owner));
        await Eventually.Async(async () => await ExecuteAsync(owner, "SELECT count(*) FROM kept WHERE pg_get_userbyid((SELECT relowner FROM pg_class WHERE relname = 'kept')) = current_user") is 1L);

        Assert.That(await CanConnectAsync(service), Is.True);
        Assert.That(() => ExecuteAsync(service, "DROP TABLE kept"), Throws.InstanceOf<PostgresException>());
        Assert.That(() => ExecuteAsync(service, "CREATE TABLE mine (id int)"), Throws.InstanceOf<PostgresException>());
    }

    [Test]
    public void AddDatabase_NameThatIsNoIdentifier_IsRefused()
    {
        var component = new PostgresComponent("/nowhere", 1);
        Assert.That(() => component.AddDatabase("a\"; DROP", "x"), Throws.ArgumentException);
    }

    [Test]
    public async Task Server_KilledWithoutWarning_KeepsWhatWasCommitted()
    {
        await using var server = await TestPostgres.StartAsync(durable: true);
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");

        await server.KillAsync();
        Assert.That(await CanConnectAsync(database), Is.False);
        await server.StartAgainAsync();

        Assert.That(await ExecuteAsync(database, "SELECT count(*) FROM kept"), Is.EqualTo(1));
    }

    [Test]
    public async Task Server_Paused_AnswersOnlyAfterItGoesOn()
    {
        await using var server = await TestPostgres.StartAsync();
        var database = await server.CreateDatabaseAsync();
        server.Pause();
        Assert.That(await CanConnectAsync(database + ";Timeout=1"), Is.False);
        server.Resume();
        Assert.That(await CanConnectAsync(database), Is.True);
    }

    [Test]
    public async Task CreateDatabase_Twice_GivesTwoThatShareNothing()
    {
        var server = await TestPostgres.SharedAsync();
        var (one, other) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await ExecuteAsync(one, "CREATE TABLE here (id int)");
        Assert.That(() => ExecuteAsync(other, "SELECT 1 FROM here"), Throws.InstanceOf<PostgresException>());
    }

    private static async Task<bool> CanConnectAsync(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
