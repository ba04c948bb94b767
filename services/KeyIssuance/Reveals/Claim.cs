namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>A won claim.</summary>
public sealed record Claim(SecretReference Secret, DownloadableVersion Version, Guid DownloadId);
