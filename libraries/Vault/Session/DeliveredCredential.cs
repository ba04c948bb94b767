namespace PenguinMails.Vault.Session;

/// <summary>A credential that this process alone has claimed.</summary>
internal sealed class DeliveredCredential(string file, string wrappedToken, DateTimeOffset? expiresAt)
{
    // Another machine wrote the time; its clock and Vault's may differ from this one's.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(10);

    /// <summary>The file's name, for the log.</summary>
    public string File { get; } = file;

    /// <summary>After this Vault has forgotten the wrapping token; null when the delivery did not say.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>An answer to one of our own attempts got lost, so we may have spent it ourselves.</summary>
    public bool MayBeSpentByUs { get; set; }

    /// <summary>The secret id, once unwrapped.</summary>
    public string? PlainTextSecretId { get; set; }

    /// <summary>How often Vault neither took it nor said what is wrong with it.</summary>
    public int Doubts { get; set; }

    public bool MayHaveExpired(TimeProvider time) => ExpiresAt is { } end && time.GetUtcNow() >= end - Doubt;

    public string Reveal() => wrappedToken;

    public override string ToString() => $"[credential {File}, redacted]";
}
