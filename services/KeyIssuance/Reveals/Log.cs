namespace PenguinMails.KeyIssuance.Reveals;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Warning, "The outcome of reveal {RevealId} could not be recorded yet: {Reason}")]
    public static partial void OutcomeWaits(ILogger logger, Guid revealId, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Reveal {RevealId} was claimed and its delivery is unconfirmed; a rotation makes what may have left worthless")]
    public static partial void Unconfirmed(ILogger logger, Guid revealId);
}
