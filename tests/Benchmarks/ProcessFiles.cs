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
}
