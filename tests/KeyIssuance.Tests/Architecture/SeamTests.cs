using System.Text.RegularExpressions;
using PenguinMails.LocalComponents;

namespace PenguinMails.KeyIssuance.Tests.Architecture;

/// <summary>A secret type touches its folder and one registration; the lifecycle knows no type by name.</summary>
[Category("Pure")]
public sealed partial class SeamTests
{
    private static readonly string Root = Path.Combine(RepositoryFolder.Find(), "services", "KeyIssuance");

    /// <summary>Where SSH is the subject: its type, servers, their drift, and the registration.</summary>
    private static readonly string[] AboutSsh = ["SecretTypes/Ssh/", "Servers/", "Drift/", "SecretTypeModules.cs"];

    [Test]
    public void Sources_OutsideTheTypesFolder_DoNotNameSsh() => Assert.That(Naming(SshName(), AboutSsh), Is.Empty);

    [Test]
    public void Sources_OutsideItsFolderAndTheRegistration_DoNotNameAType()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Root, "SecretTypes")).Select(Path.GetFileName))
        {
            // Checks of servers compare keys with what the type has issued.
            string[] allowed = [$"SecretTypes/{folder}/", "SecretTypeModules.cs", .. folder == "Ssh" ? ["Drift/"] : Array.Empty<string>()];
            Assert.That(Naming(new Regex($@"SecretTypes\.{folder}\b(?!,)", RegexOptions.None, TimeSpan.FromSeconds(1)), [.. allowed, "Servers/"]), Is.Empty, folder);
        }
    }

    private static IEnumerable<string> Naming(Regex name, string[] allowed) =>
        from file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal)
            && !allowed.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))
        from line in File.ReadLines(file)
        where name.IsMatch(line)
        select $"{path}: {line.Trim()}";

    [GeneratedRegex(@"ssh", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SshName();
}
