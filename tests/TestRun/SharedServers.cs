using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.TestRun;

/// <summary>
/// One PostgreSQL and one RabbitMQ for all assemblies; each test makes a database and a virtual host of its own. They start while
/// the first assemblies load. Vaults are not shared: their mounts and key rings have no owner.
/// </summary>
internal sealed class SharedServers : IAsyncDisposable
{
    private readonly Task<TestPostgres> _postgres;
    private readonly Task<TestRabbitMq> _rabbitMq;

    private SharedServers(string folder)
    {
        Folder = folder;
        _postgres = StartPostgresAsync();
        _rabbitMq = StartRabbitMqAsync();
    }

    /// <summary>The folder of the announcements.</summary>
    public string Folder { get; }

    public static async Task<SharedServers> StartAsync()
    {
        // Here, not where they are used: two assemblies would otherwise install at the same time.
        await Prerequisite.EnsureAsync(DebianPackage.All, Console.Error.WriteLine);
        return new SharedServers(TestFolder.Create("servers"));
    }

    public async ValueTask DisposeAsync()
    {
        await (await _postgres).DisposeAsync();
        await (await _rabbitMq).DisposeAsync();
    }

    private async Task<TestPostgres> StartPostgresAsync()
    {
        var server = await TestPostgres.StartAsync();
        server.Announce(Folder);
        return server;
    }

    private async Task<TestRabbitMq> StartRabbitMqAsync()
    {
        var broker = await TestRabbitMq.StartAsync();
        broker.Announce(Folder);
        return broker;
    }
}
