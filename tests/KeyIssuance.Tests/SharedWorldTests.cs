using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Tests that keep to their own tenants: those of one fixture share a world in which one instance of the service runs.</summary>
public abstract class SharedWorldTests
{
    private protected World World { get; private set; } = null!;
    private protected InProcessService Service { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartWorldAsync()
    {
        World = await World.StartAsync();
        Service = await World.StartServiceAsync();
    }

    [OneTimeTearDown]
    public async Task StopWorldAsync()
    {
        await Service.DisposeAsync();
        await World.DisposeAsync();
    }
}
