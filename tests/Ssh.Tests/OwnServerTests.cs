using PenguinMails.TestKit;

namespace PenguinMails.Ssh.Tests;

/// <summary>Tests that change a server: each fixture has its own, with the admin's session on it, and runs its tests one after another.</summary>
public abstract class OwnServerTests
{
    private protected TestSshServer Server { get; private set; } = null!;
    private protected ISshSession Session { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        Server = await TestSshServer.StartAsync();
        Session = await Server.OpenAsync();
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await Session.DisposeAsync();
        await Server.DisposeAsync();
    }
}
