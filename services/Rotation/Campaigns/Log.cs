namespace PenguinMails.Rotation.Campaigns;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Warning, "Campaigns cannot be brought forward now, trying again: {Reason}")]
    public static partial void CampaignsWait(ILogger logger, string reason);

    [LoggerMessage(3102, LogLevel.Error, "A campaign failed in a way nobody expected; it is tried again")]
    public static partial void CampaignBroke(ILogger logger, Exception failure);
}
