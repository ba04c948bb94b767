using Microsoft.Extensions.Logging;

namespace PenguinMails.Vault.Session;

internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Information, "Signed in to Vault, for {Lease}")]
    public static partial void SignedIn(ILogger logger, TimeSpan lease);

    [LoggerMessage(1202, LogLevel.Warning, "Not signed in to Vault yet, trying on: {Reason}")]
    public static partial void SignInWaits(ILogger logger, string reason);

    [LoggerMessage(1203, LogLevel.Error, "Signing in to Vault failed in a way that a person should look at, trying on: {Reason}")]
    public static partial void SignInRefused(ILogger logger, string reason);

    [LoggerMessage(1204, LogLevel.Warning, "The Vault token died before its time (revoked, or Vault lost it); signing in again")]
    public static partial void TokenDied(ILogger logger);

    [LoggerMessage(1205, LogLevel.Warning, "The Vault token is not renewed yet, trying on: {Reason}")]
    public static partial void RenewalWaits(ILogger logger, string reason);

    [LoggerMessage(1206, LogLevel.Information, "The Vault token was not revoked at the stop and lives on to its end: {Reason}")]
    public static partial void NotRevoked(ILogger logger, string reason);

    [LoggerMessage(1210, LogLevel.Error,
        "Possible interception: the wrapped Vault credential {File} had been opened by somebody else before this service did. "
        + "Find out who reads the delivery folder; destroy the role's secret ids. The next credential is used")]
    public static partial void CredentialSpent(ILogger logger, string file);

    [LoggerMessage(1211, LogLevel.Error,
        "Possible interception: the wrapped Vault credential {File} does not hold a secret id and was put there by somebody else. The next one is used")]
    public static partial void CredentialForged(ILogger logger, string file);

    [LoggerMessage(1212, LogLevel.Warning, "The wrapped Vault credential {File} was spent by an attempt whose answer got lost. The next one is used")]
    public static partial void CredentialLost(ILogger logger, string file);

    [LoggerMessage(1213, LogLevel.Information, "The wrapped Vault credential {File} had expired and was thrown away")]
    public static partial void CredentialExpired(ILogger logger, string file);

    [LoggerMessage(1214, LogLevel.Warning, "Vault answered {Status} to the delivered credential {File}: expired or revoked. The next one is used")]
    public static partial void CredentialNotAccepted(ILogger logger, string file, int status);
}
