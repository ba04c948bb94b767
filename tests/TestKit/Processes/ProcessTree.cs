using System.Globalization;
using System.Runtime.InteropServices;

namespace PenguinMails.TestKit;

/// <summary>Signals for a process and everything it started.</summary>
internal static partial class ProcessTree
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Signal(int pid, int signal) => _ = SendSignal(pid, signal);

    public static void SignalAll(int root, int signal)
    {
        foreach (var pid in Descendants(root).Prepend(root))
        {
            Signal(pid, signal);
        }
    }

    /// <summary>Stops all of them, also those that a process not stopped yet starts meanwhile.</summary>
    public static void StopAll(int root)
    {
        var stopped = new HashSet<int>();
        for (var found = new List<int> { root }; found.Count > 0; found = [.. Descendants(root).Where(pid => !stopped.Contains(pid))])
        {
            found.ForEach(pid => Signal(pid, Stop));
            stopped.UnionWith(found);
        }
    }

    /// <summary>Parents before their children.</summary>
    public static List<int> Descendants(int root)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .ToLookup(ParentOf);
        var found = new List<int> { root };
        for (var index = 0; index < found.Count; index++)
        {
            found.AddRange(children[found[index]]);
        }

        found.RemoveAt(0);
        return found;
    }

    /// <summary>The name of its program, of which the kernel keeps 15 characters; empty when it has ended.</summary>
    public static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            // The program's name stands in parentheses and may itself hold any character.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1; // it ended meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
