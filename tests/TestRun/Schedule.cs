namespace PenguinMails.TestRun;

/// <summary>
/// Which assemblies run beside each other. Most wait for servers and clocks, so two at a time use the machine better than one.
/// Those that start the whole system fill the machine and have deadlines, so each of them runs alone, after the others.
/// </summary>
internal static class Schedule
{
    private const int Lanes = 2;

    // The longest first: a long one that starts last runs beside nothing.
    private static readonly string[] LongestFirst =
        ["KeyIssuance.Tests", "Audit.Tests", "Rotation.Tests", "DevVault.Tests", "VaultOperations.Tests", "Vault.Tests", "Ssh.Tests", "Postgres.Tests"];

    private static readonly string[] Alone = ["Hosting.Tests", "EndToEnd.Tests", "Destruction.Tests"];

    /// <summary>Runs all projects and returns their results in the order in which they ended.</summary>
    public static async Task<IReadOnlyList<AssemblyResult>> RunAsync(IEnumerable<string> projects, Func<string, Task<AssemblyResult>> run)
    {
        var beside = new Queue<string>(projects.Except(Alone).OrderBy(Rank).ThenBy(project => project, StringComparer.Ordinal));
        var results = new List<AssemblyResult>();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync()));
        foreach (var project in Alone.Intersect(projects))
        {
            results.Add(await run(project));
        }

        return results;

        async Task RunLaneAsync()
        {
            while (Next() is { } project)
            {
                var result = await run(project);
                lock (results)
                {
                    results.Add(result);
                }
            }
        }

        string? Next()
        {
            lock (results)
            {
                return beside.TryDequeue(out var project) ? project : null;
            }
        }
    }

    private static int Rank(string project) => Array.IndexOf(LongestFirst, project) is var index and >= 0 ? index : LongestFirst.Length;
}
