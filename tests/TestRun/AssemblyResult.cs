namespace PenguinMails.TestRun;

/// <summary>What became of one assembly.</summary>
/// <param name="Project">Its test project.</param>
/// <param name="Elapsed">From the start of its process to the end.</param>
/// <param name="ExitCode">Of vstest; another than 0 when a test failed or none could run.</param>
/// <param name="Tests">Its tests that ran.</param>
internal sealed record AssemblyResult(string Project, TimeSpan Elapsed, int ExitCode, IReadOnlyList<TestResult> Tests)
{
    public int Passed => Tests.Count(test => test.Passed);

    /// <summary>Failed tests; 1 when the assembly failed without naming a test, so that no failure is lost in the sum.</summary>
    public int Failed => Math.Max(Tests.Count(test => !test.Passed), ExitCode == 0 ? 0 : 1);
}

/// <summary>One test case.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Passed">False for any other outcome, also for a skipped test: nothing is skipped here.</param>
/// <param name="Duration">As the framework measured it.</param>
/// <param name="Message">The lines that say why it failed; empty when it passed.</param>
/// <param name="Location">The lines of its stack that name a source file, the innermost first.</param>
internal sealed record TestResult(string Name, bool Passed, TimeSpan Duration, IReadOnlyList<string> Message, IReadOnlyList<string> Location);
