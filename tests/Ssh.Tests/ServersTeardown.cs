namespace PenguinMails.Ssh.Tests;

[SetUpFixture]
public sealed class ServersTeardown
{
    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Servers.Shared.IsValueCreated)
        {
            await (await Servers.Shared.Value).DisposeAsync();
        }

        Platform.Usual.Dispose();
    }
}
