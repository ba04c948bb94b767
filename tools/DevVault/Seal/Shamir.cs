using System.Security.Cryptography;

namespace PenguinMails.DevVault.Seal;

/// <summary>
/// Shamir's secret sharing over GF(2^8), byte by byte (A. Shamir, "How to share a secret", 1979). A share is the values of the
/// polynomials followed by the point at which they were taken, as in Vault.
/// </summary>
internal static class Shamir
{
    public static byte[][] Split(ReadOnlySpan<byte> secret, int shares, int threshold)
    {
        var points = Points(shares);
        var split = new byte[shares][];
        for (var i = 0; i < shares; i++)
        {
            split[i] = new byte[secret.Length + 1];
            split[i][^1] = points[i];
        }

        Span<byte> coefficients = stackalloc byte[threshold];
        for (var at = 0; at < secret.Length; at++)
        {
            RandomNumberGenerator.Fill(coefficients);
            coefficients[0] = secret[at];
            foreach (var share in split)
            {
                share[at] = Evaluate(coefficients, share[^1]);
            }
        }

        CryptographicOperations.ZeroMemory(coefficients);
        return split;
    }

    /// <summary>The secret, if enough of its shares are given: any other shares give other bytes, not an error.</summary>
    public static byte[] Combine(IReadOnlyList<byte[]> shares)
    {
        var secret = new byte[shares[0].Length - 1];
        for (var i = 0; i < shares.Count; i++)
        {
            var weight = Weight(shares, i);
            for (var at = 0; at < secret.Length; at++)
            {
                secret[at] ^= GaloisField.Multiply(shares[i][at], weight);
            }
        }

        return secret;
    }

    /// <summary>Lagrange's basis polynomial of one share at zero, where the secret is.</summary>
    private static byte Weight(IReadOnlyList<byte[]> shares, int index)
    {
        byte weight = 1;
        for (var other = 0; other < shares.Count; other++)
        {
            if (other != index)
            {
                var point = shares[other][^1];
                weight = GaloisField.Multiply(weight, GaloisField.Divide(point, (byte)(point ^ shares[index][^1])));
            }
        }

        return weight;
    }

    private static byte Evaluate(ReadOnlySpan<byte> coefficients, byte point)
    {
        byte value = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (byte)(GaloisField.Multiply(value, point) ^ coefficients[i]);
        }

        return value;
    }

    private static byte[] Points(int count)
    {
        var points = Enumerable.Range(1, 255).Select(point => (byte)point).ToArray();
        RandomNumberGenerator.Shuffle<byte>(points);
        return points[..count];
    }
}
