namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>A won claim.</summary>
public sealed record Claim(SecretReference Secret, RevealableVersion Version, Guid RevealId);
