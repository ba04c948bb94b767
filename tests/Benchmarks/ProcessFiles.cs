namespace PenguinMails.Benchmarks;

/// <summary>What Linux tells of a process; empty once it has ended.</summary>
internal static class ProcessFiles
{
    public static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The working folder; empty when it is not known.</summary>
    public static string Folder(int pid) => new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
}
