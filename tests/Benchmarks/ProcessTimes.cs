using System.Diagnostics;

namespace PenguinMails.Benchmarks;

/// <summary>CPU time so far of the processes of one instance, by program, and of this process.</summary>
internal sealed record ProcessTimes(IReadOnlyDictionary<string, TimeSpan> ByProgram)
{
    private static readonly double TickSeconds = 1.0 / 100; // USER_HZ, proc(5)

    /// <param name="data">The instance's state folder; its processes work in it or have it in their environment.</param>
    public static ProcessTimes Of(DirectoryInfo data)
    {
        var all = Process.GetProcesses();
        var known = all.Select(process => process.Id).Where(pid => BelongsTo(pid, data.FullName)).ToHashSet();
        // A server in a namespace of its own shows neither; whoever started it does.
        var parents = all.ToDictionary(process => process.Id, process => ParentOf(process.Id));
        bool IsOfInstance(int pid) => pid > 1 && (known.Contains(pid) || (parents.TryGetValue(pid, out var parent) && IsOfInstance(parent)));
        return new ProcessTimes(all
            .Where(process => process.Id == Environment.ProcessId || IsOfInstance(process.Id))
            .GroupBy(process => NameOf(process.Id), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => TimeSpan.FromSeconds(group.Sum(process => SecondsOf(process.Id))), StringComparer.Ordinal));
    }

    public IReadOnlyDictionary<string, TimeSpan> Since(ProcessTimes before) => ByProgram.ToDictionary(
        entry => entry.Key, entry => entry.Value - before.ByProgram.GetValueOrDefault(entry.Key), StringComparer.Ordinal);

    private static bool BelongsTo(int pid, string folder) =>
        ProcessFiles.Read(pid, "environ").Contains(folder, StringComparison.Ordinal)
        || ProcessFiles.Read(pid, "cmdline").Contains(folder, StringComparison.Ordinal)
        || ProcessFiles.Folder(pid).StartsWith(folder, StringComparison.Ordinal);

    /// <summary>The program's name; that of its assembly where it is one of ours.</summary>
    public static string NameOf(int pid)
    {
        if (pid == Environment.ProcessId)
        {
            return "the client";
        }

        var command = ProcessFiles.Read(pid, "cmdline").Split('\0');
        return Array.Find(command, part => part.Contains("PenguinMails.", StringComparison.Ordinal) && part.EndsWith(".dll", StringComparison.Ordinal)) is { } service
            ? Path.GetFileNameWithoutExtension(service)
            : ProcessFiles.Read(pid, "comm").Trim();
    }

    private static int ParentOf(int pid) => StatOf(pid) is { Length: > 1 } stat ? int.Parse(stat[1]) : 0;

    private static double SecondsOf(int pid) => StatOf(pid) is { Length: > 12 } stat ? (long.Parse(stat[11]) + long.Parse(stat[12])) * TickSeconds : 0;

    /// <summary>Fields of proc_pid_stat(5) after the name: state, parent, …; utime and stime are the twelfth and thirteenth.</summary>
    private static string[] StatOf(int pid)
    {
        var stat = ProcessFiles.Read(pid, "stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
