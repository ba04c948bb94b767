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

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);

    /// <summary>Whether this process belongs to a test run that has servers.</summary>
    public static bool Exist => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 };

    /// <summary>Makes a server known to the run's assemblies.</summary>
    /// <typeparam name="T">How to reach it.</typeparam>
    /// <param name="folder">The folder of the announcements.</param>
    /// <param name="name">For example "postgres".</param>
    public static void Announce<T>(string folder, string name, T server) =>
        ProtectedFile.Write(Path.Combine(folder, name), JsonSerializer.Serialize(server));

    /// <summary>Waits for the announcement of a server.</summary>
    /// <typeparam name="T">How to reach it.</typeparam>
    internal static async Task<T> FindAsync<T>(string name)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable(FolderVariable)!, name);
        await Eventually.Async(() => File.Exists(file), StartLimit, $"The {name} server of the test run");
        return JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(file))!;
    }
}
