using System.Text.RegularExpressions;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Metrics;

/// <summary>The alert rules by themselves: they load, they fire when they should, and each has its runbook.</summary>
[Category("System")]
public sealed partial class RuleTests
{
    internal static readonly string Rules = Path.Combine(AppHostProcess.RepositoryRoot, "deploy", "prometheus", "penguinmails-rules.yaml");

    [Test]
    public async Task Rules_ByPromtool_AreRight()
    {
        var (exitCode, output) = await TestPrometheus.ToolAsync("check", "rules", "--lint=all", "--lint-fatal", Rules);
        Assert.That(exitCode, Is.Zero, output);
    }

    [Test]
    public async Task Rules_OnWrittenSeries_FireWhenTheyShould()
    {
        var tests = Path.ChangeExtension(Rules, ".test.yaml");
        var (exitCode, output) = await TestPrometheus.ToolAsync("test", "rules", tests);
        Assert.That(exitCode, Is.Zero, output);

        var tested = await File.ReadAllTextAsync(tests);
        Assert.That(
            Alerts().Matches(await File.ReadAllTextAsync(Rules)).Select(alert => alert.Groups["name"].Value).Where(name => !tested.Contains(name, StringComparison.Ordinal)),
            Is.Empty,
            "alerts without a test");
    }

    [Test]
    public async Task Rules_EachByItsLink_HaveARunbook()
    {
        var rules = await File.ReadAllTextAsync(Rules);
        var links = RunbookLinks().Matches(rules).Select(link => (File: link.Groups["file"].Value, Anchor: link.Groups["anchor"].Value)).ToList();
        Assert.That(links, Has.Count.EqualTo(Alerts().Count(rules)));
        foreach (var (file, anchor) in links)
        {
            var headings = (await File.ReadAllLinesAsync(Path.Combine(AppHostProcess.RepositoryRoot, file)))
                .Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].ToLowerInvariant());
            Assert.That(headings, Does.Contain(anchor));
        }
    }

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alerts();

    [GeneratedRegex(@"runbook_url: (?<file>[\w/.]+)#(?<anchor>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunbookLinks();
}
