namespace PenguinMails.Portal.SignIn;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "A session ended in the portal, but the API was not told ({Cause}): its access token, which nobody has, is valid until it expires.")]
    public static partial void SignOutNotTold(ILogger log, string cause);
}
