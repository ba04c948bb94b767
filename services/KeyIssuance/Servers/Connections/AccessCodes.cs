namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Why the platform does not get into a server although the server answers.</summary>
internal static class AccessCodes
{
    /// <summary>The server refuses the admin key.</summary>
    public const string KeyRefused = "admin_access_refused";

    /// <summary>Vault holds no admin key.</summary>
    public const string KeyMissing = "no_admin_access";

    /// <summary>What Vault holds as the admin key cannot be read.</summary>
    public const string KeyUnreadable = "admin_key_unreadable";

    /// <summary>The server accepts the admin key, and the account runs no command as root.</summary>
    public const string AccountUnusable = "admin_account_unusable";

    /// <summary>The server refuses the credential that it was handed over with: nothing is lost, it was never there.</summary>
    public const string BootstrapRefused = "bootstrap_refused";

    public static bool IsLoss(string code) => code is KeyRefused or KeyMissing or KeyUnreadable or AccountUnusable;

    /// <summary>The code and the cause of an answer that says that the platform has lost its access; null for any other.</summary>
    public static AccessLoss? LossOf(TargetAnswer answer) => answer switch
    {
        TargetAnswer.Retry retry when IsLoss(retry.Code) => new AccessLoss(retry.Code, retry.Detail),
        TargetAnswer.Impossible impossible when IsLoss(impossible.Code) => new AccessLoss(impossible.Code, impossible.Detail),
        _ => null,
    };
}

/// <param name="Code">One of <see cref="AccessCodes"/>.</param>
/// <param name="Detail">The cause, one sentence.</param>
internal sealed record AccessLoss(string Code, string Detail);
