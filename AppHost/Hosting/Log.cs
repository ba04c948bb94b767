using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>What the host says on the console and in the logs of resources.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The command '{Command}' failed.")]
    public static partial void CommandFailed(ILogger logger, Exception error, string command);

    [LoggerMessage(2, LogLevel.Information, "Wrote the manifest to {Path}.")]
    public static partial void ManifestWritten(ILogger logger, string path);

    [LoggerMessage(3, LogLevel.Warning, "DCP did not confirm its end; it ends with this process.")]
    public static partial void DcpDidNotStop(ILogger logger, Exception error);

    [LoggerMessage(4, LogLevel.Error, "'{Resource}' did not start.")]
    public static partial void DidNotStart(ILogger logger, Exception error, string resource);

    [LoggerMessage(5, LogLevel.Warning, "The watch on processes broke and is renewed: {Cause}")]
    public static partial void WatchBroke(ILogger logger, string cause);

    [LoggerMessage(6, LogLevel.Information, "Waiting for '{Dependency}' ({WaitType}).")]
    public static partial void Waits(ILogger logger, string dependency, WaitType waitType);

    [LoggerMessage(7, LogLevel.Information, "'{Dependency}' is there.")]
    public static partial void WaitIsOver(ILogger logger, string dependency);

    [LoggerMessage(8, LogLevel.Error, "What was to be done once '{Resource}' was ready failed and is tried again.")]
    public static partial void ReadySubscriberFailed(ILogger logger, Exception error, string resource);

    [LoggerMessage(9, LogLevel.Error, "{Message}")]
    public static partial void ParameterMissing(ILogger logger, string message);

    [LoggerMessage(10, LogLevel.Error, "The resource service failed to answer {Path}.")]
    public static partial void ResourceServiceFailed(ILogger logger, Exception error, string path);

    [LoggerMessage(11, LogLevel.Information, "{Text}")]
    public static partial void Announcement(ILogger logger, string text);
}
