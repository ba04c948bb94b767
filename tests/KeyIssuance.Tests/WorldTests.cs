namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Tests that break things: each has a world of its own.</summary>
public abstract class WorldTests
{
    private protected World World { get; private set; } = null!;

    [SetUp]
    public async Task StartWorldAsync() => World = await World.StartAsync();

    [TearDown]
    public async Task StopWorldAsync() => await World.DisposeAsync();
}
