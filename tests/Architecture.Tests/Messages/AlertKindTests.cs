using System.Text.RegularExpressions;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>A service may raise the alerts that its code names: else Audit would refuse them.</summary>
[Category("Pure")]
internal sealed partial class AlertKindTests
{
    // The code of each service, and what all of them share.
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        [PlatformServices.Audit] = Source("services/Audit/"),
        [PlatformServices.Identity] = Source("services/Identity/"),
        [PlatformServices.KeyIssuance] = Source("services/KeyIssuance/"),
        [PlatformServices.Rotation] = Source("services/Rotation/"),
        [PlatformServices.VaultOperations] = Source("services/VaultOperations/"),
        [""] = Source("ServiceDefaults/"),
    };

    private static IEnumerable<string> Documented() =>
        DocumentedKind().Matches(Repository.Read("docs/operations/README.md")).Select(match => match.Groups["kind"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Documented))]
    public void Kind_IsOfServicesWhoseCodeNamesIt(string kind)
    {
        var naming = Sources.Where(source => Names(source.Value, kind)).Select(source => source.Key).ToList();

        Assert.That(AlertKinds.RaisedBy(kind), naming.Contains("") ? Is.EqualTo(PlatformServices.All) : Is.SubsetOf(naming));
    }

    [Test]
    public void Kinds_AreDocumented() => Assert.That(Documented().Count(), Is.GreaterThan(45));

    // Whole, or made of its area and what is known at run time.
    private static bool Names(string source, string kind) =>
        source.Contains($"\"{kind}\"", StringComparison.Ordinal) || source.Contains($"$\"{kind.Split('.')[0]}.{{", StringComparison.Ordinal);

    private static string Source(string folder) =>
        string.Join('\n', Repository.WithExtension(".cs").Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Select(Repository.Read));

    [GeneratedRegex(@"alert `(?<kind>[a-z_]+\.[a-z_]+)`", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DocumentedKind();
}
