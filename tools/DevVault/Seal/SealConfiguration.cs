namespace PenguinMails.DevVault.Seal;

/// <summary>Into how many shares the unseal key is split, and how many of them rebuild it.</summary>
internal sealed record SealConfiguration(int Shares, int Threshold)
{
    /// <summary>What is wrong with it in Vault's words, or null.</summary>
    public string? Problem() => this switch
    {
        { Shares: < 1 } => "shares must be at least one",
        { Threshold: < 1 } => "threshold must be at least one",
        { Shares: > 1, Threshold: 1 } => "threshold must be greater than one for multiple shares",
        { Shares: > 255 } => "shares must be less than 256",
        { Threshold: > 255 } => "threshold must be less than 256",
        _ when Threshold > Shares => "threshold cannot be larger than shares",
        _ => null,
    };
}
