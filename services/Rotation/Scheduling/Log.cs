namespace PenguinMails.Rotation.Scheduling;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "Requested {Rotations} rotations and {Retirements} retirements")]
    public static partial void Requested(ILogger logger, int rotations, int retirements);
}
