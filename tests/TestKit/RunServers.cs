using System.Text.Json;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>
/// Servers that a test run starts once for all its assemblies. The run announces each server by a file as soon as it is ready;
/// an assembly that runs by itself finds no announcements and starts servers of its own.
/// </summary>
public static class RunServers
{
    /// <summary>Environment variable with the folder of the announcements.</summary>
    public const string FolderVariable = "PENGUINMAILS_TEST_SERVERS";

    private const string FailedSuffix = ".failed";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    /// <summary>Whether this process belongs to a test run that has servers.</summary>
    public static bool Exist => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 };

    /// <summary>Makes a server known to the run's assemblies.</summary>
    /// <typeparam name="T">How to reach it.</typeparam>
    /// <param name="folder">The folder of the announcements.</param>
    /// <param name="name">For example "postgres".</param>
    public static void Announce<T>(string folder, string name, T server) =>
        ProtectedFile.Write(Path.Combine(folder, name), JsonSerializer.Serialize(server));

    /// <summary>Tells the run's assemblies that a server could not be started.</summary>
    /// <param name="folder">The folder of the announcements.</param>
    /// <param name="name">As when it is announced.</param>
    /// <param name="reason">What the tests that need it say.</param>
    public static void AnnounceFailure(string folder, string name, string reason) => ProtectedFile.Write(Path.Combine(folder, name + FailedSuffix), reason);

    /// <summary>Waits for the announcement of a server.</summary>
    /// <typeparam name="T">How to reach it.</typeparam>
    internal static async Task<T> FindAsync<T>(string name)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable(FolderVariable)!, name);
        var failed = file + FailedSuffix;
        await Eventually.Async(() => File.Exists(file) || File.Exists(failed), StartLimit, $"The {name} server of the test run");
        if (File.Exists(failed))
        {
            throw new InvalidOperationException($"The test run has no {name}: {await File.ReadAllTextAsync(failed)}");
        }

        return JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(file))!;
    }
}
