using System.Buffers.Text;
using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.ServiceDefaults;

/// <summary>A JSON Web Key Set (RFC 7517, 5).</summary>
/// <param name="Keys">The keys.</param>
public sealed record PublishedKeys(IReadOnlyList<PublishedKey> Keys);

/// <summary>A public key of Identity as a JSON Web Key.</summary>
/// <param name="Kid">Its id: the key's thumbprint (RFC 7638), so that no two keys ever share one.</param>
/// <param name="X">The coordinate x, in base64url.</param>
/// <param name="Y">The coordinate y, in base64url.</param>
public sealed record PublishedKey(string Kid, string X, string Y)
{
    public string Kty { get; init; } = "EC";

    public string Crv { get; init; } = "P-256";

    public string Use { get; init; } = "sig";

    public string Alg { get; init; } = TokenRules.Algorithm;

    /// <summary>Whether it is a key of the kind that signs tokens, under the id that is its own.</summary>
    internal bool IsUsable =>
        this is { Kty: "EC", Crv: "P-256", Use: "sig", Alg: TokenRules.Algorithm, Kid: not null, X: not null, Y: not null } && Kid == ThumbprintOf(X, Y);

    public static PublishedKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new PublishedKey(ThumbprintOf(x, y), x, y);
    }

    /// <exception cref="JsonException">It is no point of the curve.</exception>
    public SecurityKey ToSecurityKey()
    {
        try
        {
            var point = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) };
            return new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }))
            {
                KeyId = Kid,
                CryptoProviderFactory = new RememberedSignatures(),
            };
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            throw new JsonException("A published key is no point of P-256.", failure);
        }
    }

    private static string ThumbprintOf(string x, string y) => Base64Url.EncodeToString(SHA256.HashData(
        Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
