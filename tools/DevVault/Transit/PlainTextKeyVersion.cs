using System.Security.Cryptography;

namespace PenguinMails.DevVault.Transit;

/// <summary>The material of one version: a symmetric key, or a private key as PKCS #8; and a key of its own for HMACs.</summary>
internal sealed record PlainTextKeyVersion(DateTimeOffset Created, byte[] Material, byte[] HmacKey, string PublicKeyPem)
{
    public static PlainTextKeyVersion Create(KeyType type, DateTimeOffset now)
    {
        var hmacKey = RandomNumberGenerator.GetBytes(32);
        if (type.IsSymmetric)
        {
            return new(now, RandomNumberGenerator.GetBytes(type.KeyLength), hmacKey, string.Empty);
        }

        using var pair = NewPair(type.Name);
        return new(now, pair.ExportPkcs8PrivateKey(), hmacKey, pair.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    public RSA OpenRsa()
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Material, out _);
        return rsa;
    }

    public ECDsa OpenEcdsa()
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(Material, out _);
        return ecdsa;
    }

    public override string ToString() => "(key version)";

    private static AsymmetricAlgorithm NewPair(string type) => type switch
    {
        "ecdsa-p256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        "ecdsa-p384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        "ecdsa-p521" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        "rsa-2048" => RSA.Create(2048),
        "rsa-3072" => RSA.Create(3072),
        "rsa-4096" => RSA.Create(4096),
        _ => throw new InvalidOperationException($"No key pairs of type {type}."),
    };
}
