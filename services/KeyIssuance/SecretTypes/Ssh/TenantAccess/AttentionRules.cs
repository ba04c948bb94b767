using static PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess.AttentionSeverities;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

/// <summary>Says what needs the tenant's attention, from the credentials as the tenant sees them.</summary>
/// <param name="access">The credentials.</param>
/// <param name="isServerLost">Whether the server was given up.</param>
/// <param name="now">The time of the answer.</param>
internal sealed class AttentionRules(SshCredentials access, bool isServerLost, DateTimeOffset now)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    private bool HasKey => access.KeyFingerprint is not null;

    private bool IsMakingKey => access.Operation?.Kind is "issue" or "rotate" or "regenerate" or "reset";

    private GracePeriod? Grace => access.GracePeriod is { } grace && grace.EndsAt > now ? grace : null;

    /// <returns>The most urgent first.</returns>
    public IReadOnlyList<Attention> All() =>
        [.. new[] { Revocation(), Server(), Download(), Revoked(), Failure(), Rotation(), PreviousKey() }
            .OfType<Attention>().OrderBy(attention => AttentionSeverities.All.ToList().IndexOf(attention.Severity))];

    private Attention? Revocation() => access.Status == SecretStatuses.RevocationPending
        ? new Attention(
            AttentionCodes.RevocationPending,
            Critical,
            "A key is being revoked, and the server has not been seen to reject it yet.",
            "Make sure that the server is reachable over SSH. The revocation is retried until the server rejects the key.",
            access.Operation?.StartedAt)
        : null;

    private Attention? Server() => isServerLost
        ? new Attention(
            AttentionCodes.ServerLost, Critical, "The server was given up, and its keys are worthless.", "Support sets up a new server. No key can be made before that.", At: null)
        : access.Unreachable is { } unreachable
            ? new Attention(
                AttentionCodes.ServerUnreachable,
                Critical,
                "The server does not answer over SSH, so keys can be neither replaced nor revoked on it.",
                "Check that the server runs and that its SSH port is open.",
                unreachable.Since)
            : null;

    private Attention? Download() => access switch
    {
        { DownloadAvailable: true } when Grace is { } grace => new Attention(
            AttentionCodes.DownloadWaits,
            Warning,
            "A new private key waits for its download, and the previous key stops working at the end of its grace period.",
            "Download the new key before then; it can be downloaded once.",
            grace.EndsAt),
        { DownloadAvailable: true } => new Attention(
            AttentionCodes.DownloadWaits,
            Critical,
            "The private key has not been downloaded, and no other key opens the server.",
            "Download it; that works once.",
            At: null),
        { DownloadDelivery: "unconfirmed" } => new Attention(
            AttentionCodes.DownloadUnconfirmed,
            Warning,
            "The private key was handed out, and the download may not have arrived.",
            "If the file is missing or incomplete, rotate the key and download the new one.",
            access.DownloadedAt),
        _ => null,
    };

    private Attention? Revoked() => access.Status == SecretStatuses.Revoked && !isServerLost
        ? new Attention(AttentionCodes.KeyRevoked, Warning, "Every key is revoked, and nobody can log in.", "Regenerate the key when access is needed again.", At: null)
        : null;

    private Attention? Failure() => !IsMakingKey && access.RotationHistory is [{ Status: "failed" } failed, ..]
        ? new Attention(
            AttentionCodes.RotationFailed,
            Warning,
            HasKey ? "The last rotation failed; the key before it is still the current one." : "The last attempt to make a key failed.",
            HasKey ? "Rotate again. The history says why it failed." : "Regenerate the key. The history says why it failed.",
            failed.Timestamp)
        : null;

    private Attention? Rotation() => !HasKey || IsMakingKey || access.NextRotation is not { } next ? null
        : next <= now ? new Attention(AttentionCodes.RotationOverdue, Warning, "The key is overdue for rotation.", "Rotate it now.", next)
        : next - now < Soon ? new Attention(
            AttentionCodes.RotationDueSoon,
            Info,
            "The key is replaced soon. The present one works on for a grace period after that.",
            "Be ready to download the new key, or rotate it at a time that suits.",
            next)
        : null;

    private Attention? PreviousKey() => Grace is { } grace && !access.DownloadAvailable
        ? new Attention(
            AttentionCodes.PreviousKeyEnds, Info, "The previous key stops working at the end of its grace period.", "Replace it with the new one wherever it is used.", grace.EndsAt)
        : null;
}
