using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.SourceCode;

/// <summary>A file's namespace is its folder.</summary>
[Category("Pure")]
internal sealed partial class NamespaceTests
{
    // Their types are used from everywhere: one using directive names them all, whatever folder they are in.
    private static readonly string[] WithOneNamespace =
        ["Ledger", "LocalComponents", "Postgres", "ServiceDefaults", "Ssh", "TestKit", "Vault"];

    // A namespace VaultSharp of ours would hide the package's.
    private static readonly (string Folder, string Namespace) OfVaultSharp = ("libraries/Vault/VaultSharp", "PenguinMails.Vault.Sharp");

    private static readonly Dictionary<string, string> Projects = Repository.WithExtension(".csproj")
        .ToDictionary(file => Path.GetDirectoryName(file)!, file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);

    [Test]
    public void Namespace_OfEveryFile_IsItsFolder()
    {
        var wrong = Repository.WithExtension(".cs")
            .Select(file => (File: file, Namespace: Declaration().Match(Repository.Read(file)).Groups["name"].Value, Project: ProjectOf(file)))
            .Where(source => source.Namespace.Length > 0 && source.Project is not null)
            .Where(source => !Allowed(source.File, source.Project!).Contains(source.Namespace))
            .Select(source => $"{source.File}: {source.Namespace}");

        Assert.That(wrong, Is.Empty);
    }

    private static IEnumerable<string> Allowed(string file, string projectFolder)
    {
        var project = "PenguinMails." + Projects[projectFolder];
        var below = Path.GetRelativePath(projectFolder, Path.GetDirectoryName(file)!);
        yield return below == "." ? project : $"{project}.{below.Replace('/', '.')}";
        if (Path.GetDirectoryName(file) == OfVaultSharp.Folder)
        {
            yield return OfVaultSharp.Namespace;
        }

        if (WithOneNamespace.Contains(Projects[projectFolder]))
        {
            yield return project;
        }
    }

    private static string? ProjectOf(string file)
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is { Length: > 0 } && !Projects.ContainsKey(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder is { Length: > 0 } ? folder : null;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Declaration();
}
