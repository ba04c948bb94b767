namespace PenguinMails.Vault.Session;

internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Information, "Signed in to Vault, for {Lease}")]
    public static partial void SignedIn(ILogger logger, TimeSpan lease);

    [LoggerMessage(1202, LogLevel.Warning, "Vault sign-in failed and is retried: {Reason}")]
    public static partial void SignInWaits(ILogger logger, string reason);

    [LoggerMessage(1203, LogLevel.Error, "Vault sign-in failed unexpectedly and is retried: {Reason}")]
    public static partial void SignInRefused(ILogger logger, string reason);

    [LoggerMessage(1204, LogLevel.Warning, "The Vault token became invalid before its expiry; signing in again")]
    public static partial void TokenDied(ILogger logger);

    [LoggerMessage(1205, LogLevel.Warning, "Vault token renewal failed and is retried: {Reason}")]
    public static partial void RenewalWaits(ILogger logger, string reason);

    [LoggerMessage(1206, LogLevel.Information, "The Vault token could not be revoked at shutdown and stays valid until it expires: {Reason}")]
    public static partial void NotRevoked(ILogger logger, string reason);

    [LoggerMessage(1210, LogLevel.Error,
        "Possible interception: the wrapped Vault credential {File} had been unwrapped by another client before this service did. "
        + "Find out who reads the delivery folder; destroy the role's secret ids. The next credential is used")]
    public static partial void CredentialSpent(ILogger logger, string file);

    [LoggerMessage(1211, LogLevel.Error,
        "Possible interception: the wrapped Vault credential {File} does not hold a secret id and was put there by another client. The next one is used")]
    public static partial void CredentialForged(ILogger logger, string file);

    [LoggerMessage(1212, LogLevel.Warning, "The wrapped Vault credential {File} was consumed by a request whose response was lost. The next one is used")]
    public static partial void CredentialLost(ILogger logger, string file);

    [LoggerMessage(1213, LogLevel.Information, "The wrapped Vault credential {File} has expired and was deleted")]
    public static partial void CredentialExpired(ILogger logger, string file);

    [LoggerMessage(1208, LogLevel.Error,
        "Vault refuses the sign-in of this service with 403 and does not look at its credential, which is kept: somebody's wrong logins may have "
        + "locked its AppRole. The next attempt follows in {Pause}")]
    public static partial void LoginRefused(ILogger logger, TimeSpan pause);

    [LoggerMessage(1214, LogLevel.Warning, "Vault answered {Status} to the delivered credential {File}: expired or revoked. The next one is used")]
    public static partial void CredentialNotAccepted(ILogger logger, string file, int status);
}
