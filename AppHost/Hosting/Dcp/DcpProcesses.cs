namespace Aspire.Hosting.Dcp;

/// <summary>Tells whether the orchestrator's processes have ended; its API is gone a moment earlier.</summary>
internal static class DcpProcesses
{
    private const string Processes = "/proc";

    // Each of them names its session's files on the command line.
    public static bool AnyOf(string sessionFolder) => Directory.Exists(Processes) && Directory.EnumerateDirectories(Processes)
        .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
        .Any(path => CommandLineOf(path).Contains(sessionFolder, StringComparison.Ordinal));

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // It has just ended, or belongs to another user and so is not ours.
        }
    }
}
