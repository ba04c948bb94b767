namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>One instance for the tests of a class. Each test makes its own users.</summary>
internal abstract class IdentityFixture
{
    protected IdentityServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => Server = await IdentityServer.StartAsync(await Platform.SharedAsync());

    [OneTimeTearDown]
    public async Task StopServerAsync() => await Server.DisposeAsync();
}
