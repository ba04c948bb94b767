namespace PenguinMails.Portal.SignIn;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "A session ended in the portal, but the API could not be told ({Cause}); it is told again")]
    public static partial void SignOutNotTold(ILogger log, string cause);

    [LoggerMessage(6002, LogLevel.Warning, "A session could not be refreshed ({Cause}); it goes on, and is tried again in a moment")]
    public static partial void RefreshFailed(ILogger log, string cause);
}
