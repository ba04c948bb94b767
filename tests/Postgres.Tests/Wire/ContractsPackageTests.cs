using System.Xml.Linq;
using NUnit.Framework;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Wire;

/// <summary>The contracts are a package that a project elsewhere can use, without any other package.</summary>
[Category("Process")]
internal sealed class ContractsPackageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Pack_Contracts_AProjectElsewhereRestoresAndCompilesWithIt()
    {
        var (packages, consumer) = (TestFolder.Create("packages"), TestFolder.Create("consumer"));
        var repository = RepositoryFolder.Find();
        // As this test was built; artifacts/bin/<project>/<configuration>.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        await DotnetAsync(
            repository, "pack", Path.Combine(repository, "contracts", "Contracts.csproj"), "--no-build", "--configuration", configuration, "--output", packages);
        Assert.That(Directory.GetFiles(packages).Select(Path.GetFileName), Is.EqualTo(["PenguinMails.Contracts.1.0.0.nupkg"]));
        new XElement(
            "configuration",
            new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "here"), new XAttribute("value", packages))))
            .Save(Path.Combine(consumer, "NuGet.config"));
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", "net10.0"),
                new XElement("RestorePackagesPath", Path.Combine(consumer, "restored")),
                new XElement("TreatWarningsAsErrors", true)),
            new XElement("ItemGroup", new XElement("PackageReference", new XAttribute("Include", "PenguinMails.Contracts"), new XAttribute("Version", "1.0.0"))))
            .Save(Path.Combine(consumer, "Consumer.csproj"));
        await File.WriteAllTextAsync(
            Path.Combine(consumer, "Consumer.cs"),
            """
            using PenguinMails.Contracts;
            using PenguinMails.Contracts.Messages;

            public static class Consumer
            {
                public static string Show(SecretRotated rotated) => $"{rotated.Secret.Type} {rotated.Fingerprint} {rotated.GraceEndsAt:O} {Triggers.Automated}";
            }
            """);

        await DotnetAsync(consumer, "build", "--nologo");

        Assert.That(Directory.EnumerateFiles(consumer, "PenguinMails.Contracts.dll", SearchOption.AllDirectories), Is.Not.Empty);
    }

    private static async Task DotnetAsync(string folder, params string[] arguments)
    {
        // Nothing of it stays behind, and nothing of this build is used by it.
        var environment = new Dictionary<string, string>
        {
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
        await using var dotnet = await ChildProcess.StartAsync(new ComponentCommand("dotnet", arguments, environment, folder), "dotnet");
        await dotnet.WaitForExitAsync().WaitAsync(Patience);
        Assert.That(dotnet.ExitCode, Is.Zero, dotnet.Log);
    }
}
