using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Tests with a world of their own in which one instance of the service runs.</summary>
public abstract class ServedWorldTests : WorldTests
{
    private protected InProcessService Service { get; private set; } = null!;

    [SetUp]
    public async Task StartServiceAsync() => Service = await World.StartServiceAsync();

    [TearDown]
    public async Task StopServiceAsync() => await Service.DisposeAsync();
}
