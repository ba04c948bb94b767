using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.Settings;

/// <summary>The settings reference in the repository is that of the options.</summary>
[Category("Snapshot")]
[Category("Pure")]
internal sealed partial class SettingsReferenceTests
{
    private static readonly string[] NotOptions = ["ConnectionStrings", "Migrations"];
    private const string Page = "docs/operations/settings.md";

    [Test]
    public void Reference_InTheRepository_IsThatOfTheOptions()
    {
        var current = SettingsReference.Write();
        var file = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, current);
        }

        Assert.That(File.Exists(file), $"{Page} is missing; CONTRIBUTING.md says how to renew it");
        Assert.That(File.ReadAllText(file), Is.EqualTo(current), $"{Page} is stale; CONTRIBUTING.md says how to renew it");
    }

    [Test]
    public void Options_AllNameTheirSection() => Assert.That(SettingsReference.WithoutSection, Is.Empty);

    [Test]
    public void Reference_KnownSettings_AreThereWithTheirDefaults()
    {
        var reference = SettingsReference.Write();

        Assert.That(reference, Does.Contain("## `Streams`\n").And.Contain("| `PerUser` | So many streams can one person have open at one instance of a service. Default 10. |"));
        Assert.That(reference, Does.Contain("## `Rotation:Ssh`, `Rotation:Smtp`, `Rotation:Dkim`\n"));
    }

    [Test]
    public void ProductionPage_EverySettingItNames_Exists()
    {
        var known = SettingsReference.Names().ToHashSet(StringComparer.Ordinal);
        var named = EnvironmentVariable().Matches(Repository.Read("docs/operations/production.md"))
            .Select(match => IndexAtTheEnd().Replace(match.Value, "").Replace("__", ":", StringComparison.Ordinal))
            .Where(name => !NotOptions.Contains(name.Split(':')[0])).Distinct().ToList();

        Assert.That(named, Has.Count.GreaterThan(8));
        Assert.That(named.Where(name => !known.Contains(name)), Is.Empty);
    }

    [GeneratedRegex("\\b[A-Z][A-Za-z]+(__[A-Za-z0-9]+)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex("__[0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex IndexAtTheEnd();
}
