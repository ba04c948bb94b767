using Npgsql;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A real PostgreSQL server.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<TestPostgres>> Shared = new(() => StartAsync());
    private readonly PostgresComponent _component;
    private ChildProcess? _process;

    private TestPostgres(PostgresComponent component) => _component = component;

    public int Port => _component.Port;

    /// <summary>What the running server wrote so far.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>The server that all tests of this process share. Do not stop it.</summary>
    public static Task<TestPostgres> SharedAsync() => Shared.Value;

    /// <summary>A server of one's own, for tests that stop it.</summary>
    /// <param name="durable">True when a test kills it and expects every commit to be there afterwards.</param>
    public static async Task<TestPostgres> StartAsync(bool durable = false)
    {
        await Prerequisite.EnsureAsync([DebianPackage.Postgres], Console.Error.WriteLine);
        var component = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take()) { IsDurable = durable };
        var server = new TestPostgres(component);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database that belongs to a login role of its own, as services have.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(SuperuserConnectionString());
        await connection.OpenAsync();
        foreach (var sql in (string[])[$"CREATE ROLE {name} LOGIN PASSWORD '{name}'", $"CREATE DATABASE {name} OWNER {name}"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        return _component.ConnectionString(name, name, name) + ";Maximum Pool Size=40";
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
        await _process.WaitForLineAsync("database system is ready to accept connections", TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_component.Folder, recursive: true);
    }

    // Without a pool: no connection of the kit's own is open when a test stops the server.
    private string SuperuserConnectionString() =>
        _component.ConnectionString("postgres", PostgresComponent.Superuser, _component.SuperuserPassword) + ";Pooling=false";
}
