using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Tests that keep to their own accounts: those of one fixture share a world with a mail server, in which one instance of the service runs.</summary>
public abstract class SmtpWorldTests
{
    private protected World World { get; private set; } = null!;

    private protected InProcessService Service { get; private set; } = null!;

    private protected MailPrograms Programs { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartWorldAsync()
    {
        World = await World.StartAsync(server: new TestSshServerOptions { HasMail = true });
        Service = await World.StartServiceAsync();
        Programs = new MailPrograms(World.Server);
    }

    [OneTimeTearDown]
    public async Task StopWorldAsync()
    {
        await Service.DisposeAsync();
        await World.DisposeAsync();
    }
}
