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
            && key.VerifyData(checkpoint.Statement.ToBytes(), signature.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
