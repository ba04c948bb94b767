namespace PenguinMails.Ledger;

/// <summary>The public halves of the key that signs checkpoints, by version. They check signatures without Vault.</summary>
public sealed class CheckpointKeys : IDisposable
{
    private readonly Dictionary<int, ECDsa> _keys = [];

    /// <param name="pemByVersion">PEM of ECDSA P-256 public keys, as Vault's transit engine shows them.</param>
    /// <exception cref="ArgumentException">One of them is not a public key.</exception>
    public CheckpointKeys(IReadOnlyDictionary<int, string> pemByVersion)
    {
        foreach (var (version, pem) in pemByVersion)
        {
            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            _keys[version] = key;
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                throw new ArgumentException("A key for checkpoints must be of the curve P-256.", nameof(pemByVersion));
            }
        }
    }

    /// <summary>Whether one of these keys made the signature.</summary>
    public bool HasSigned(SignedCheckpoint checkpoint)
    {
        // vault:v{version}:{base64}
        if (checkpoint.Signature.Split(':') is not ["vault", ['v', .. var version], var base64]
            || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !_keys.TryGetValue(number, out var key))
        {
            return false;
        }

        var signature = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, signature, out var length)
            && Convert.ToBase64String(signature, 0, length) == base64 // one way of writing it, without white space
            && key.VerifyData(checkpoint.Statement.ToBytes(), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>SHA-256 of each key's SubjectPublicKeyInfo (DER), by version: to compare with what was published elsewhere.</summary>
    public IEnumerable<(int Version, string Fingerprint)> Fingerprints() => _keys.OrderBy(key => key.Key).Select(
        key => (key.Key, Convert.ToHexStringLower(SHA256.HashData(key.Value.ExportSubjectPublicKeyInfo()))));

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
