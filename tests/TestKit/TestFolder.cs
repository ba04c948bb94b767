using System.Diagnostics;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>A folder for this test process, removed when it ends. What killed processes left is removed by the next one.</summary>
public static class TestFolder
{
    // Servers that run as another user must be able to pass through, not to look around.
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly string Base = Path.Combine(Path.GetTempPath(), $"penguinmails-tests-{Environment.UserName}");
    private static readonly Lazy<string> Mine = new(Create);

    // Kept, because the lock and the janitor's input must live as long as the process.
    private static FileLock? Held { get; set; }

    private static Process? Janitor { get; set; }

    /// <summary>A new empty folder.</summary>
    /// <param name="name">Says in the path what it is for.</param>
    public static string Create(string name)
    {
        var path = Path.Combine(Mine.Value, $"{name}-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(path, Passable);
        return path;
    }

    private static string Create()
    {
        Directory.CreateDirectory(Base, Passable);
        Sweep();
        var path = Path.Combine(Base, $"{Environment.ProcessId}-{Guid.CreateVersion7():N}");
        Held = FileLock.TryTake(path + ".lock");
        Directory.CreateDirectory(path, Passable);
        StartJanitor(path);
        return path;
    }

    // Its standard input ends with this process, whatever ends that; test runners leave no time for handlers.
    private static void StartJanitor(string path)
    {
        const string Script = """
            exec >/dev/null 2>&1
            cat
            for attempt in 1 2 3 4 5; do
                rm -rf "$0" && rm -f "$0.lock" && exit
                sleep 0.5
            done
            """;
        var info = new ProcessStartInfo("setsid", ["/bin/sh", "-c", Script, path]) { UseShellExecute = false, RedirectStandardInput = true };
        Janitor = Process.Start(info);
    }

    private static void Sweep()
    {
        foreach (var file in Directory.EnumerateFiles(Base, "*.lock"))
        {
            if (FileLock.TryTake(file) is { } abandoned)
            {
                Remove(Path.ChangeExtension(file, null));
                abandoned.Dispose();
            }
        }
    }

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            File.Delete(path + ".lock");
        }
        catch (IOException)
        {
            // Another test process sweeps at the same time.
        }
        catch (UnauthorizedAccessException)
        {
            // The same.
        }
    }
}
