namespace PenguinMails.Rotation.Scheduling;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Asked for {Rotations} rotations and {Retirements} retirements")]
    public static partial void Asked(ILogger logger, int rotations, int retirements);

    [LoggerMessage(3002, LogLevel.Warning, "What is due cannot be read now, trying again: {Reason}")]
    public static partial void TickFailed(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The scheduler failed in a way nobody expected; it goes on")]
    public static partial void TickBroke(ILogger logger, Exception failure);
}
