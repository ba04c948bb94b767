namespace PenguinMails.Identity.Webhooks;

/// <summary>Makes the secrets that sign webhooks. Here they are cipher text of Vault.</summary>
internal sealed class WebhookSecrets(ITransit transit)
{
    private const string Prefix = "whs_"; // so that scanners for leaked secrets can find them
    private const int Size = 32;

    public async Task<(string Secret, string CipherText)> CreateAsync(CancellationToken cancellationToken)
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Size));
        return (secret, await transit.EncryptAsync(TransitKey.Identity, Encoding.UTF8.GetBytes(secret), cancellationToken: cancellationToken));
    }
}
