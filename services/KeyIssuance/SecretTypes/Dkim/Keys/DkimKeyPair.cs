using Org.BouncyCastle.Math.EC.Rfc8032;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>A new key: its private half as PKCS#8 in PEM, and its record. Dispose it to zero the private half.</summary>
internal sealed class DkimKeyPair : IDisposable
{
    private const string Label = "PRIVATE KEY";

    // RFC 8410: what stands before the 32 bytes of an Ed25519 key.
    private static readonly byte[] Pkcs8Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly byte[] _pem;

    private DkimKeyPair(byte[] der, string record, byte[] publicKey)
    {
        Record = record;
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(publicKey)).TrimEnd('=');
        var text = PemEncoding.Write(Label, der);
        _pem = Encoding.ASCII.GetBytes(text);
        CryptographicOperations.ZeroMemory(der);
        Array.Clear(text);
    }

    /// <summary>The private half as it is stored.</summary>
    public ReadOnlySpan<byte> Pem => _pem;

    /// <summary>The value of its TXT record.</summary>
    public string Record { get; }

    /// <summary>SHA-256 of the public half, base64.</summary>
    public string Fingerprint { get; }

    public static DkimKeyPair Rsa(int bits)
    {
        using var key = RSA.Create(bits);
        var publicKey = key.ExportSubjectPublicKeyInfo();
        // SubjectPublicKeyInfo, as verifiers read it; the RFC's text says RSAPublicKey, which they do not.
        return new DkimKeyPair(key.ExportPkcs8PrivateKey(), $"v=DKIM1; k=rsa; p={Convert.ToBase64String(publicKey)}", publicKey);
    }

    public static DkimKeyPair Ed25519Key()
    {
        var der = new byte[Pkcs8Prefix.Length + Ed25519.SecretKeySize];
        Pkcs8Prefix.CopyTo(der, 0);
        RandomNumberGenerator.Fill(der.AsSpan(Pkcs8Prefix.Length));
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(der, Pkcs8Prefix.Length, publicKey, 0);
        return new DkimKeyPair(der, $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(publicKey)}", publicKey);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_pem);
}
