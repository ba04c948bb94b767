using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Copies what a process writes into the log of its resource.</summary>
internal static class ExecutableOutput
{
    public static async Task CopyAsync(DcpClient client, string executable, string source, ResourceLog log, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await client.OpenLogAsync(executable, source, cancellationToken);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                log.Append(WithoutLineNumber(line), source == "stderr");
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            // The process and its output are gone, or the application stops.
        }
    }

    // "12 2026-11-21T10:21:57.619Z text": with several readers the orchestrator counts the lines.
    private static string WithoutLineNumber(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && line.AsSpan(0, space).IndexOfAnyExceptInRange('0', '9') < 0 && line.AsSpan(space + 1).StartsWith("20") ? line[(space + 1)..] : line;
    }
}
