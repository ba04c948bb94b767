using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PenguinMails.TestKit;

/// <summary>A key that signs tokens as Identity's does, written without the product's code.</summary>
public sealed class TestSigningKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestSigningKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        (X, Y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        KeyId = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));
    }

    public string KeyId { get; }

    public string X { get; }

    public string Y { get; }

    /// <summary>The public key as everybody may have it.</summary>
    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>As a member of a JSON Web Key Set.</summary>
    public JsonObject ToJson() => new()
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["use"] = "sig",
        ["alg"] = "ES256",
        ["kid"] = KeyId,
        ["x"] = X,
        ["y"] = Y,
    };

    /// <summary>The header of a token that this key signs.</summary>
    public JsonObject Header(string type) => new() { ["alg"] = "ES256", ["typ"] = type, ["kid"] = KeyId };

    /// <summary>A token of any content.</summary>
    public string Sign(JsonObject header, JsonObject payload)
    {
        var content = $"{Encode(header)}.{Encode(payload)}";
        return $"{content}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    /// <summary>A part of a token.</summary>
    public static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    public void Dispose() => _key.Dispose();
}
