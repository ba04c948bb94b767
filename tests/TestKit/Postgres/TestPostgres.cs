using System.Collections.Concurrent;
using Npgsql;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real PostgreSQL server.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private const string ServiceSuffix = "_service";

    private static readonly Lazy<Task<TestPostgres>> Shared = new(() => RunServers.Exist ? FindAsync() : StartAsync());
    private readonly ConcurrentDictionary<Func<string, Task>, Lazy<Task<string>>> _originals = new();
    private readonly PostgresComponent _component;
    private ChildProcess? _process;

    private TestPostgres(PostgresComponent component) => _component = component;

    public int Port => _component.Port;

    /// <summary>What the running server wrote so far.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>The server that all tests of this process share, and all assemblies of a test run. Do not stop it.</summary>
    public static Task<TestPostgres> SharedAsync() => Shared.Value;

    /// <summary>A server of one's own, for tests that stop it.</summary>
    /// <param name="durable">True when a test kills it and expects every commit to be there afterwards.</param>
    public static async Task<TestPostgres> StartAsync(bool durable = false)
    {
        await Prerequisite.EnsureAsync([DebianPackage.Postgres], Console.Error.WriteLine);
        var component = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take())
        {
            IsDurable = durable,
            // Several assemblies, with several tests at a time, of which each has services with pools of up to 40.
            MaxConnections = 1000,
        };
        var server = new TestPostgres(component);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes this server known to the assemblies of a test run.</summary>
    /// <param name="folder">The folder of the announcements.</param>
    public void Announce(string folder) => RunServers.Announce(folder, "postgres", new Announcement(_component.Folder, Port));

    /// <summary>Makes an empty database that belongs to a login role of its own, beside which there is another (<see cref="ServiceRoleOf"/>).</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = NewName();
        await ExecuteAsync(
            $"CREATE ROLE {name} LOGIN PASSWORD '{name}'", $"CREATE ROLE {name}{ServiceSuffix} LOGIN PASSWORD '{name}'", $"CREATE DATABASE {name} OWNER {name}");
        return ConnectionString(name, name);
    }

    /// <summary>
    /// Makes a database that begins as a copy: a service's migrations are applied once and not for each test. Copies belong to one
    /// login role.
    /// </summary>
    /// <param name="prepare">Fills the original, whose connection string it gets. The same delegate means the same original.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(Func<string, Task> prepare)
    {
        var original = await _originals.GetOrAdd(prepare, _ => new Lazy<Task<string>>(() => CreateOriginalAsync(prepare))).Value;
        var name = NewName();
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {original} TEMPLATE {original}");
        return ConnectionString(name, original);
    }

    /// <summary>The role that a service works with whose database belongs to another: it has no rights but those that it is given.</summary>
    /// <param name="owner">The connection string of the database's owner, as <see cref="CreateDatabaseAsync()"/> returns it.</param>
    /// <returns>The role's name and connection string.</returns>
    public static (string Name, string ConnectionString) ServiceRoleOf(string owner)
    {
        var connection = new NpgsqlConnectionStringBuilder(owner);
        connection.Username += ServiceSuffix;
        return (connection.Username!, connection.ConnectionString);
    }

    /// <summary>An orderly stop, in which clients lose their connections.</summary>
    public async Task StopAsync()
    {
        await _process!.StopAsync();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>The power cord.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Freezes the server: connections stay open, nothing answers.</summary>
    public void Pause() => _process!.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _process!.Resume();

    /// <summary>Starts it on the same port with the same data, after a stop.</summary>
    public async Task StartAgainAsync()
    {
        _component.Prepare();
        _process = await ChildProcess.StartAsync(_component.Command, "postgres");
        await _process.WaitForLineAsync("database system is ready to accept connections", TimeSpan.FromMinutes(3));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_component.Folder, recursive: true);
    }

    private static string NewName() => $"test_{Guid.CreateVersion7():N}";

    /// <returns>The name of a prepared database and of the role that owns it.</returns>
    private async Task<string> CreateOriginalAsync(Func<string, Task> prepare)
    {
        var database = new NpgsqlConnectionStringBuilder(await CreateDatabaseAsync());
        // PostgreSQL copies no database that somebody is connected to.
        await prepare(database.ConnectionString + ";Pooling=false");
        return database.Database!;
    }

    private string ConnectionString(string database, string role) => _component.ConnectionString(database, role, role) + ";Maximum Pool Size=40";

    private async Task ExecuteAsync(params string[] commands)
    {
        // Without a pool: no connection of the kit's own is open when a test stops the server.
        await using var connection = new NpgsqlConnection(
            _component.ConnectionString("postgres", PostgresComponent.Superuser, _component.SuperuserPassword) + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in commands)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<TestPostgres> FindAsync()
    {
        var (folder, port) = await RunServers.FindAsync<Announcement>("postgres");
        return new TestPostgres(new PostgresComponent(folder, port));
    }

    private sealed record Announcement(string Folder, int Port);
}
