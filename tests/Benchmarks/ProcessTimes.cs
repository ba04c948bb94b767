using System.Diagnostics;

namespace PenguinMails.Benchmarks;

/// <summary>CPU time so far of the processes of one instance, by program, and of this process.</summary>
internal sealed record ProcessTimes(IReadOnlyDictionary<string, TimeSpan> ByProgram)
{
    private static readonly double TickSeconds = 1.0 / 100; // USER_HZ, proc(5)

    /// <param name="data">The instance's state folder; its processes work in it or have it in their environment.</param>
    public static ProcessTimes Of(DirectoryInfo data) => new(
        Process.GetProcesses()
            .Where(process => process.Id == Environment.ProcessId || BelongsTo(process.Id, data.FullName))
            .GroupBy(process => NameOf(process.Id), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => TimeSpan.FromSeconds(group.Sum(process => SecondsOf(process.Id))), StringComparer.Ordinal));

    public IReadOnlyDictionary<string, TimeSpan> Since(ProcessTimes before) => ByProgram.ToDictionary(
        entry => entry.Key, entry => entry.Value - before.ByProgram.GetValueOrDefault(entry.Key), StringComparer.Ordinal);

    private static bool BelongsTo(int pid, string folder) =>
        ProcessFiles.Read(pid, "environ").Contains(folder, StringComparison.Ordinal)
        || ProcessFiles.Read(pid, "cmdline").Contains(folder, StringComparison.Ordinal)
        || ProcessFiles.Folder(pid).StartsWith(folder, StringComparison.Ordinal);

    private static string NameOf(int pid)
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

    private static double SecondsOf(int pid)
    {
        var stat = ProcessFiles.Read(pid, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 13 ? 0 : (long.Parse(fields[11]) + long.Parse(fields[12])) * TickSeconds; // utime, stime
    }
}
