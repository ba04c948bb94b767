namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

/// <summary>Something that the tenant should know or do now about its access.</summary>
/// <param name="Code">What it is; stable.</param>
/// <param name="Severity">critical: access is lost or not under control; warning: it will be unless somebody acts; info: nothing is lost.</param>
/// <param name="Message">What is the case.</param>
/// <param name="NextStep">What to do.</param>
/// <param name="At">Until when to act, or since when it is so, UTC; null when no time belongs to it.</param>
public sealed record Attention(
    [property: OneOf(typeof(AttentionCodes))] string Code,
    [property: OneOf(AttentionSeverities.Critical, AttentionSeverities.Warning, AttentionSeverities.Info)] string Severity,
    string Message,
    string NextStep,
    DateTimeOffset? At);

/// <summary>What can need a tenant's attention.</summary>
public static class AttentionCodes
{
    /// <summary>A revocation is under way; the server may still accept the key.</summary>
    public const string RevocationPending = "revocation_pending";

    /// <summary>The server was given up and has no successor yet.</summary>
    public const string ServerLost = "server_lost";

    /// <summary>The server does not answer.</summary>
    public const string ServerUnreachable = "server_unreachable";

    /// <summary>The current private key has never been downloaded.</summary>
    public const string DownloadWaits = "download_waits";

    /// <summary>The current private key was handed out, and may not have arrived.</summary>
    public const string DownloadUnconfirmed = "download_unconfirmed";

    /// <summary>Every key is revoked.</summary>
    public const string KeyRevoked = "key_revoked";

    /// <summary>The last attempt to make a key failed.</summary>
    public const string RotationFailed = "rotation_failed";

    /// <summary>The rotation is overdue.</summary>
    public const string RotationOverdue = "rotation_overdue";

    /// <summary>The previous key stops working soon.</summary>
    public const string PreviousKeyEnds = "previous_key_ends";

    /// <summary>The key is replaced within a week.</summary>
    public const string RotationDueSoon = "rotation_due_soon";
}

/// <summary>How urgent it is.</summary>
public static class AttentionSeverities
{
    public const string Critical = "critical";
    public const string Warning = "warning";
    public const string Info = "info";

    /// <summary>The most urgent first.</summary>
    internal static readonly IReadOnlyList<string> All = [Critical, Warning, Info];
}
