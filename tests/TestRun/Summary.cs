namespace PenguinMails.TestRun;

/// <summary>The end of a run's output.</summary>
internal static class Summary
{
    private const int Slowest = 20;
    private const int MessageLines = 40;
    private const int LocationLines = 5;

    /// <returns>The lines; the last one is the sum over all assemblies.</returns>
    public static IEnumerable<string> Lines(IReadOnlyList<AssemblyResult> results, TimeSpan elapsed)
    {
        yield return "";
        yield return "Time per project:";
        foreach (var result in results.OrderByDescending(result => result.Elapsed))
        {
            yield return $"  {result.Elapsed:mm\\:ss}  {result.Passed,5} passed {result.Failed,3} failed  {result.Project}";
        }

        yield return $"  {elapsed:mm\\:ss}  in all";
        yield return "";
        yield return $"The {Slowest} slowest tests:";
        foreach (var test in results.SelectMany(result => result.Tests).OrderByDescending(test => test.Duration).Take(Slowest))
        {
            yield return $"  {test.Duration.TotalSeconds,6:0.0} s  {test.Name}";
        }

        yield return "";
        foreach (var line in results.Where(result => result.Failed > 0).SelectMany(FailuresOf))
        {
            yield return line;
        }

        yield return $"{results.Sum(result => result.Passed)} passed, {results.Sum(result => result.Failed)} failed";
    }

    /// <summary>Last in the output, so that the end of a log says why a run failed.</summary>
    private static IEnumerable<string> FailuresOf(AssemblyResult result)
    {
        foreach (var test in result.Tests.Where(test => !test.Passed))
        {
            yield return $"FAILED {result.Project}: {test.Name}";
            foreach (var line in test.Message.Take(MessageLines))
            {
                yield return $"    {line}";
            }

            if (test.Message.Count > MessageLines)
            {
                yield return $"    … and {test.Message.Count - MessageLines} lines more in {result.Project}.trx";
            }

            foreach (var line in test.Location.Take(LocationLines))
            {
                yield return line;
            }

            yield return "";
        }

        if (result.Tests.All(test => test.Passed))
        {
            yield return $"FAILED {result.Project}: ended with {result.ExitCode}";
        }
    }
}
