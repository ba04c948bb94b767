namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>A portal and an API for the tests of one class.</summary>
internal abstract class PortalFixture
{
    protected ApiServer Api { get; private set; } = null!;

    protected PortalServer Portal { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Api = await ApiServer.StartAsync();
        Portal = await PortalServer.StartAsync(Api);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Portal.DisposeAsync();
        await Api.DisposeAsync();
    }

    [TearDown]
    public void Forget() => (Api.Answer, Api.AccessSeconds, Api.Role) = (null, 900, ApiServer.Owner);

    protected async Task<Browser> SignedInAsync()
    {
        var browser = Portal.Open();
        await browser.SignInAsync();
        return browser;
    }
}
