namespace PenguinMails.TestRun;

/// <summary>
/// Which assemblies run beside each other. Two at a time fill two processors; with three, deadlines are missed.
/// Those that start the whole system fill most of it, so never two of them at once.
/// </summary>
internal static class Schedule
{
    private const int Lanes = 2;

    // The longest first: a long one that starts last runs beside nothing.
    private static readonly string[] LongestFirst =
    [
        "KeyIssuance.Tests", "EndToEnd.Tests", "Audit.Tests", "Destruction.Tests", "Ssh.Tests", "Rotation.Tests", "DevVault.Tests", "LocalComponents.Tests",
        "Identity.Tests", "VaultOperations.Tests", "Postgres.Tests", "Vault.Tests", "Hosting.Tests",
    ];

    private static readonly string[] WholeSystem = ["Hosting.Tests", "EndToEnd.Tests", "Destruction.Tests"];

    /// <summary>Runs all projects and returns their results in the order in which they ended.</summary>
    public static async Task<IReadOnlyList<AssemblyResult>> RunAsync(IEnumerable<string> projects, Func<string, Task<AssemblyResult>> run)
    {
        var waiting = projects.OrderBy(Rank).ThenBy(project => project, StringComparer.Ordinal).ToList();
        var running = new Dictionary<Task<AssemblyResult>, string>();
        var results = new List<AssemblyResult>();
        while (waiting.Count + running.Count > 0)
        {
            while (running.Count < Lanes && Next(waiting, running.Values) is { } project)
            {
                waiting.Remove(project);
                running.Add(run(project), project);
            }

            var ended = await Task.WhenAny(running.Keys);
            running.Remove(ended);
            results.Add(await ended);
        }

        return results;
    }

    private static string? Next(IEnumerable<string> waiting, IReadOnlyCollection<string> running) =>
        waiting.FirstOrDefault(project => !WholeSystem.Contains(project) || !running.Intersect(WholeSystem).Any());

    private static int Rank(string project) => Array.IndexOf(LongestFirst, project) is var index and >= 0 ? index : LongestFirst.Length;
}
