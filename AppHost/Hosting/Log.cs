using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>What the host says on the console and in the logs of resources.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The command '{Command}' failed.")]
    public static partial void CommandFailed(ILogger logger, Exception error, string command);

    [LoggerMessage(2, LogLevel.Information, "Wrote the manifest to {Path}.")]
    public static partial void ManifestWritten(ILogger logger, string path);
}
