namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>One instance for the tests of a class. Each test makes its own users.</summary>
internal abstract class IdentityFixture
{
    protected IdentityServer Server { get; private set; } = null!;

    protected virtual bool IsHashingSlow => false;

    [OneTimeSetUp]
    public async Task StartServerAsync() => Server = await IdentityServer.StartAsync(await Platform.SharedAsync(), isHashingSlow: IsHashingSlow);

    [OneTimeTearDown]
    public async Task StopServerAsync() => await Server.DisposeAsync();
}
