namespace PenguinMails.Audit.Delivery;

internal static partial class Log
{
    [LoggerMessage(4200, LogLevel.Information, "Delivery {DeliveryId} to {Channel} succeeded: {Event} of alert {AlertId}")]
    public static partial void Delivered(ILogger logger, Guid deliveryId, string channel, string @event, Guid alertId);

    [LoggerMessage(4201, LogLevel.Error, "Delivery {DeliveryId} to {Channel} failed permanently: {Event} of alert {AlertId}: {Reason}")]
    public static partial void Failed(ILogger logger, Guid deliveryId, string channel, string @event, Guid alertId, string reason);

    [LoggerMessage(4202, LogLevel.Warning, "Delivery {DeliveryId} to {Channel} is retried in {Wait} after attempt {Attempts}: {Reason}")]
    public static partial void Waits(ILogger logger, Guid deliveryId, string channel, int attempts, TimeSpan wait, string reason);
}
