using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.SourceCode;

/// <summary>Every fixture says what its tests need, so that one can run those that need little (CONTRIBUTING.md).</summary>
[Category("Pure")]
internal sealed partial class FixtureCategoryTests
{
    private const int TimeoutMilliseconds = 5_000;

    [Test]
    public void Fixture_OfAnyProject_HasOneCategory()
    {
        var fixtures = Repository.WithExtension(".cs").Where(file => file.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(Fixtures).ToList();

        Assert.That(fixtures, Has.Count.GreaterThan(100), "fixtures are found");
        Assert.That(fixtures.Where(fixture => fixture.Categories != 1).Select(fixture => fixture.Name), Is.Empty);
    }

    /// <summary>The classes of a file that hold tests, with the number of their categories.</summary>
    private static IEnumerable<(string Name, int Categories)> Fixtures(string file)
    {
        var text = Repository.Read(file);
        var classes = Declaration().Matches(text);
        for (var index = 0; index < classes.Count; index++)
        {
            var end = index + 1 < classes.Count ? classes[index + 1].Index : text.Length;
            if (TestAttribute().IsMatch(text[classes[index].Index..end]))
            {
                yield return ($"{file}: {classes[index].Groups["name"].Value}", Category().Count(classes[index].Groups["attributes"].Value));
            }
        }
    }

    [GeneratedRegex(@"^(?<attributes>(?:\[.*\]\n)*)(?:public|internal) (?:(?:sealed|abstract|partial) )*class (?<name>\w+)", RegexOptions.Multiline, TimeoutMilliseconds)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^ +\[(?:Test|TestCase|TestCaseSource|Theory|Property|FsCheck\.NUnit\.Property)\b", RegexOptions.Multiline, TimeoutMilliseconds)]
    private static partial Regex TestAttribute();

    [GeneratedRegex("""Category\("(?:Pure|Component|Process|System)"\)""", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Category();
}
