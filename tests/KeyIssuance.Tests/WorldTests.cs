using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Tests that break things: each has a world of its own.</summary>
public abstract class WorldTests
{
    private protected World World { get; private set; } = null!;

    /// <summary>How the world's server differs from the usual one.</summary>
    private protected virtual TestSshServerOptions? ServerOptions => null;

    [SetUp]
    public async Task StartWorldAsync() => World = await World.StartAsync(server: ServerOptions);

    [TearDown]
    public async Task StopWorldAsync() => await World.DisposeAsync();
}
