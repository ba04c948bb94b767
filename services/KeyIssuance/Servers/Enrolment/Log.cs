namespace PenguinMails.KeyIssuance.Servers.Enrolment;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Information, "The development tenant {Tenant} cannot be enrolled yet, trying again: {Reason}")]
    public static partial void DevelopmentTenantWaits(ILogger logger, string tenant, string reason);
}
