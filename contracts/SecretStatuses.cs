namespace PenguinMails.Contracts;

/// <summary>Whether a secret works, as the API shows it.</summary>
public static class SecretStatuses
{
    /// <summary>Its first version is being issued, or a new one after a revocation.</summary>
    public const string Provisioning = "provisioning";

    /// <summary>A version is current, and its rotation is not overdue.</summary>
    public const string Active = "active";

    /// <summary>A new version is being issued beside the current one.</summary>
    public const string Rotating = "rotating";

    /// <summary>It works, and its rotation is overdue.</summary>
    public const string Expired = "expired";

    /// <summary>The target rejects every version, or is lost.</summary>
    public const string Revoked = "revoked";

    /// <summary>It is being revoked; the server may still accept it.</summary>
    public const string RevocationPending = "revocation_pending";

    /// <summary>The server does not answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>An operation waits until DNS shows the records that it needs.</summary>
    public const string WaitingForDns = "waiting_for_dns";
}
