using System.Net;
using PenguinMails.DevVault.Hosting;
using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Hosting;

[Category("Process")]
internal sealed class StartTests
{
    [TestCase("Production")]
    [TestCase("Staging")]
    public async Task Start_OutsideDevelopment_IsRefused(string environment)
    {
        await using var process = await DevVaultProcess.StartAsync(environment: environment);

        await Eventually.Async(() => process.HasExited, what: "The end of the program");
        Assert.That(process.ExitCode, Is.Not.Zero);

        // What it wrote last may arrive after its end.
        await Eventually.Async(
            () => process.Log.Contains("only in the Development environment", StringComparison.Ordinal), what: "The reason in its log");
    }

    [Test]
    public async Task Start_InDevelopment_SaysWhatItIs()
    {
        await using var process = await DevVaultProcess.StartAsync();

        await process.WaitForLineAsync("DevVault server started");
        Assert.That(process.Log, Does.Contain("development-only server").And.Contain("NOT Vault").And.Contain("not initialised"));
    }

    [TestCase("0.0.0.0:8200")]
    [TestCase("192.168.1.1:8200")]
    public void Parse_AddressThatOthersReach_IsRefused(string address) =>
        Assert.That(() => StartOptions.Parse(["--listen", address], _ => null), Throws.InstanceOf<StartRefusedException>());

    [TestCase("--what", "ever")]
    [TestCase("--listen")]
    [TestCase("--listen", "here")]
    public void Parse_BadArguments_AreRefused(params string[] arguments) =>
        Assert.That(() => StartOptions.Parse(arguments, _ => null), Throws.InstanceOf<StartRefusedException>());

    [Test]
    public void Parse_Connection_ComesFromArgumentOrEnvironment() => Assert.Multiple(() =>
    {
        Assert.That(StartOptions.Parse([], _ => "from environment").PostgresConnection, Is.EqualTo("from environment"));
        Assert.That(StartOptions.Parse(["--postgres", "given"], _ => "from environment").PostgresConnection, Is.EqualTo("given"));
        Assert.That(StartOptions.Parse([], _ => null), Is.EqualTo(new StartOptions(new IPEndPoint(IPAddress.Loopback, 8200), null)));
    });

    [TestCase("Development", null, ExpectedResult = true)]
    [TestCase(null, "Development", ExpectedResult = true)]
    [TestCase(null, null, ExpectedResult = true, Description = "Started from the source tree, as these tests are.")]
    [TestCase("Production", null, ExpectedResult = false)]
    [TestCase("Development", "Production", ExpectedResult = false)]
    public bool DevelopmentOnly_Environment_Decides(string? dotnet, string? aspnet) =>
        DevelopmentOnly.Problem(name => name == "DOTNET_ENVIRONMENT" ? dotnet : aspnet) is null;
}
