namespace PenguinMails.KeyIssuance.SecretEnrolments;

internal static partial class Log
{
    [LoggerMessage(2211, LogLevel.Error, "The {Type} secret of the development tenant {Tenant} is not enrolled: {Reason}")]
    public static partial void DevelopmentSecretIsWrong(ILogger logger, string type, string tenant, string reason);
}
