using System.Diagnostics;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Commands;

/// <summary>Commands as an operator runs them, beside the running service.</summary>
[Category("Process")]
public sealed class CommandTests
{
    [Test]
    public async Task FirstAdministrator_CreatedBesideTheService_GetsALinkOfThePublicAddress()
    {
        var platform = await Platform.StartAsync(TestVault.SharedAsync());
        await using var server = await IdentityServer.StartAsync(platform);
        var settings = platform.Settings.Append(new("Identity:PublicAddress", "https://secrets.example/"))
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);

        var (code, output, _) = await RunAsync(settings, "create-first-admin", "first@penguin.example");

        Assert.That(code, Is.Zero, output);
        Assert.That(output.Trim(), Does.Match("^https://secrets\\.example/invitations/[A-Za-z0-9_-]{43}$"), "and nothing else, for scripts");
        using var opened = await server.Client.GetAsync("/api/v1/auth" + new Uri(output.Trim()).AbsolutePath);
        Assert.That(await opened.Content.ReadAsStringAsync(), Does.Contain("first@penguin.example"));

        var (unknownCode, _, unknown) = await RunAsync(settings, "create-last-admin");
        Assert.That(unknownCode, Is.EqualTo(2));
        Assert.That(unknown, Does.Contain("create-first-admin, create-service-client"));
    }

    [Test]
    public async Task MessagesSetAside_AreListedWithTheServicesOwnSettings()
    {
        var platform = await Platform.SharedAsync();
        var settings = platform.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);

        Assert.That(await RunAsync(settings, "set-aside", "list"), Is.EqualTo((0, "identity-commands: 0" + Environment.NewLine, "")));
        var (code, _, errors) = await RunAsync(settings, "set-aside", "drop", "rotation-events", "all", "not mine");
        Assert.That((code, errors.TrimEnd()), Is.EqualTo((2, "This service takes no messages from that queue. It takes: identity-commands.")));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [RepositoryFolder.AssemblyOf("Identity"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
