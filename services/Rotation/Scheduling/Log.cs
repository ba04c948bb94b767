namespace PenguinMails.Rotation.Scheduling;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Asked for {Rotations} rotations and {Retirements} retirements")]
    public static partial void Asked(ILogger logger, int rotations, int retirements);
}
