namespace PenguinMails.TestRun;

/// <summary>What to run.</summary>
/// <param name="Projects">Names of test projects.</param>
/// <param name="Filter">Which of their tests; null: all.</param>
/// <param name="ResultsFolder">Where the results go; null: artifacts/test-results.</param>
/// <param name="Owner">A process whose end ends the run.</param>
/// <param name="Loggers">Loggers of vstest beside the run's own.</param>
internal sealed record RunRequest(string[] Projects, string? Filter, string? ResultsFolder, int? Owner, string[] Loggers);
