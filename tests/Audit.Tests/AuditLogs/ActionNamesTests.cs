using System.Text.RegularExpressions;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.LocalComponents;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>The catalogue holds every action that the code names, so that no filter for one is refused before it has occurred.</summary>
[Category("Pure")]
internal sealed partial class ActionNamesTests
{
    private static readonly string[] Words = ["read", "write", "delete", "rotate", "download"];

    [Test]
    public void Known_EveryActionThatTheCodeNames_IsThere()
    {
        var root = RepositoryFolder.Find();
        var named = new[] { "services", "ServiceDefaults" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => NamedAction().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["action"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.That(named, Has.Count.GreaterThan(40));
        Assert.That(named.Where(action => !ActionNames.AreKnown(action)), Is.Empty);
    }

    [Test]
    public void Groups_RequirementsWords_AreDisjointAndNotEmpty()
    {
        var grouped = Words.SelectMany(word => ActionNames.OfGroup(word)!).ToList();

        Assert.That(Words.Select(word => ActionNames.OfGroup(word)!.Count), Has.All.GreaterThan(3));
        Assert.That(grouped, Is.Unique);
    }

    [TestCase("ssh_key.rotate.install", true)]
    [TestCase("ssh_key.rotat.install", false)]
    [TestCase("smtp.reveal", true)]
    [TestCase("smtp.rotate.verify", true)]
    [TestCase("dkim_key.rotate.observe", true)]
    [TestCase("dkim_key.revoke", true)]
    [TestCase("dkim.rotate", false)]
    [TestCase("api_key.revoke", true)]
    [TestCase(".", false)]
    [TestCase("", false)]
    public void AreKnown_Steps_GoByTheirAction(string action, bool isKnown) => Assert.That(ActionNames.AreKnown(action), Is.EqualTo(isKnown));

    [GeneratedRegex(""""(?:Audited|new AuditEntry|AuditAsync|RecordAsync)\([^;"]{0,120}"(?<action>[a-z_]+(\.[a-z_]+)+|sign_out)"""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex NamedAction();
}
