using System.Buffers.Text;
using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.Identity.SigningKeys;

/// <summary>Makes signed tokens (RFC 7515, 7519). The private key stays in Vault, which only Identity may ask to use it.</summary>
internal sealed class TokenSigner(ITransit transit, SigningKeyStore keys, TimeProvider time)
{
    // A token stands in no page: the '+' of its type stays as it is.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="rules">The kind of token.</param>
    /// <param name="claims">What it says, besides issuer, audience, times and an id of its own.</param>
    /// <param name="expiresAt">Until when it is valid; whole seconds count.</param>
    /// <param name="cancellationToken">Ends the request to Vault.</param>
    /// <exception cref="VaultUnavailableException">Vault is away, or the keys were never read.</exception>
    public async Task<string> SignAsync(TokenRules rules, JsonObject claims, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        claims["iss"] = TokenRules.Issuer;
        claims["aud"] = rules.Audience;
        claims["iat"] = time.GetUtcNow().ToUnixTimeSeconds();
        claims["exp"] = expiresAt.ToUnixTimeSeconds();
        claims["jti"] = Guid.CreateVersion7().ToString();
        var payload = Encode(claims);
        if (await TrySignAsync(rules, payload, cancellationToken) is { } token)
        {
            return token;
        }

        // The version was withdrawn, or the key replaced, since it was last read.
        await keys.ReadAsync(cancellationToken);
        return await TrySignAsync(rules, payload, cancellationToken)
            ?? throw new InvalidOperationException("Vault does not sign with the key that it shows.");
    }

    private async Task<string?> TrySignAsync(TokenRules rules, string payload, CancellationToken cancellationToken)
    {
        if (keys.Active is not { } key)
        {
            return null;
        }

        var header = new JsonObject { ["alg"] = TokenRules.Algorithm, ["typ"] = rules.Type, ["kid"] = key.KeyId };
        var content = $"{Encode(header)}.{payload}";
        var bytes = Encoding.ASCII.GetBytes(content);
        try
        {
            var signature = await transit.SignJwsAsync(TransitKey.IdentityTokens, key.Version, bytes, cancellationToken);
            return IsValid(key, bytes, signature) ? $"{content}.{signature}" : null;
        }
        catch (VaultRefusedException)
        {
            return null;
        }
    }

    private static bool IsValid(SigningKey key, byte[] content, string signature) =>
        ((ECDsaSecurityKey)key.PublicKey).ECDsa.VerifyData(content, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString(Plain)));
}
