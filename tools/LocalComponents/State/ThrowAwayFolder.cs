using System.Diagnostics;

namespace PenguinMails.LocalComponents;

/// <summary>A folder that goes when this process ends, whatever ends it.</summary>
public sealed class ThrowAwayFolder
{
    // Its standard input ends with the process that made it. It waits for servers that are just ending and still write.
    private const string Janitor = """
        exec >/dev/null 2>&1
        cat
        for attempt in 1 2 3 4 5 6; do
            rm -rf "$0" && exit
            chattr -R -f -i "$0" # a tenant server of a test that was killed may hold unchangeable files
            sleep 0.5
        done
        """;

    // Kept: the janitor's input must stay open as long as this process lives.
    private readonly Process _janitor;

    /// <summary>Makes the folder and the process that removes it.</summary>
    /// <param name="path">Where; nothing may be there yet.</param>
    public ThrowAwayFolder(string path)
    {
        Path = path;
        // Servers that run as another user must be able to pass through, not to look around.
        Directory.CreateDirectory(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _janitor = Process.Start(new ProcessStartInfo("setsid", ["/bin/sh", "-c", Janitor, path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
    }

    public string Path { get; }

    /// <summary>Removes it now and waits until it is gone.</summary>
    public async Task RemoveAsync()
    {
        _janitor.StandardInput.Close();
        await _janitor.WaitForExitAsync();
    }
}
