namespace PenguinMails.Vault.Session;

/// <summary>Takes the token from a file, each time anew: a replaced file is noticed when the old token has died.</summary>
internal sealed class TokenFileLogin(string file, TokenRequests tokens) : IVaultLogin
{
    public async Task<LiveToken> LoginAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { Length: > 0 } token && await tokens.LookUpAsync(token, cancellationToken) is { } live
            ? live
            : throw new VaultUnavailableException(VaultTrouble.NoCredential);

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (IOException failure)
        {
            throw new VaultUnavailableException(VaultTrouble.NoCredential, inner: failure);
        }
    }
}
