namespace PenguinMails.DevVault.Seal;

/// <summary>What a new Vault gives away once: the shares of its unseal key and its root token.</summary>
internal sealed record InitialKeys(IReadOnlyList<byte[]> Shares, string PlainTextRootToken)
{
    public override string ToString() => $"{Shares.Count} shares";
}
