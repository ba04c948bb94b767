using System.Globalization;
using System.Xml.Linq;

namespace PenguinMails.TestRun;

/// <summary>Reads vstest's result files.</summary>
internal static class TrxFile
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <returns>The test cases; none when the assembly ended before it wrote the file.</returns>
    public static IReadOnlyList<TestResult> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var root = XDocument.Load(path).Root!;
        var classes = root.Descendants(Trx + "UnitTest").ToDictionary(
            test => (string)test.Attribute("id")!,
            test => (string?)test.Element(Trx + "TestMethod")?.Attribute("className"),
            StringComparer.Ordinal);
        return [.. root.Descendants(Trx + "UnitTestResult").Select(result => new TestResult(
            $"{classes.GetValueOrDefault((string)result.Attribute("testId")!)}.{(string)result.Attribute("testName")!}",
            (string?)result.Attribute("outcome") == "Passed",
            TimeSpan.TryParse((string?)result.Attribute("duration"), CultureInfo.InvariantCulture, out var duration) ? duration : TimeSpan.Zero,
            [.. LinesOf(result, "Message")],
            [.. LinesOf(result, "StackTrace").Where(IsInOurSource)]))];
    }

    // NUnit repeats the first, numbered.
    private static bool IsInOurSource(string line) =>
        line.TrimStart().StartsWith("at ", StringComparison.Ordinal) && line.Contains(":line ", StringComparison.Ordinal);

    private static IEnumerable<string> LinesOf(XElement result, string element) =>
        result.Element(Trx + "Output")?.Element(Trx + "ErrorInfo")?.Element(Trx + element)?.Value
            .Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0) ?? [];
}
