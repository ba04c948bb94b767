using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.TestRun;

/// <summary>
/// One PostgreSQL and one RabbitMQ for all assemblies; each test makes a database and a virtual host of its own. They start while
/// the first assemblies load. Vaults are not shared: their mounts and keys have no owner.
/// </summary>
internal sealed class SharedServers : IAsyncDisposable
{
    private readonly Task<IAsyncDisposable?> _postgres;
    private readonly Task<IAsyncDisposable?> _rabbitMq;

    /// <summary>Begins to start them, and to install what they and the tests need.</summary>
    public SharedServers()
    {
        // Once and here: each assembly would otherwise wait for the other's installation, and then begin its own.
        var installed = Prerequisite.EnsureAsync([.. DebianPackage.Always, .. DebianPackage.Mail, DebianPackage.Knot], Console.Error.WriteLine);
        _postgres = StartAsync("postgres", installed, () => TestPostgres.StartAsync(), server => server.Announce(Folder));
        _rabbitMq = StartAsync("rabbitmq", installed, TestRabbitMq.StartAsync, broker => broker.Announce(Folder));
    }

    /// <summary>The folder of the announcements.</summary>
    public string Folder { get; } = TestFolder.Create("servers");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { await _postgres, await _rabbitMq })
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <returns>Null when it could not be started: the tests that need it say why.</returns>
    private async Task<IAsyncDisposable?> StartAsync<T>(string name, Task installed, Func<Task<T>> start, Action<T> announce)
        where T : IAsyncDisposable
    {
        try
        {
            await installed;
            var server = await start();
            announce(server);
            return server;
        }
        catch (Exception exception)
        {
            RunServers.AnnounceFailure(Folder, name, exception.Message);
            return null;
        }
    }
}
