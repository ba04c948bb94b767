using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PenguinMails.Ssh;

/// <summary>A public key in OpenSSH's form: algorithm and Base64 blob, without a comment.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private static readonly string[] Algorithms =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    private PublicKey(string algorithm, string blob, byte[] bytes)
    {
        Algorithm = algorithm;
        Blob = blob;
        Fingerprint = "SHA256:" + Convert.ToBase64String(SHA256.HashData(bytes)).TrimEnd('=');
    }

    /// <summary>For example <c>ssh-ed25519</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The Base64 text after the algorithm.</summary>
    public string Blob { get; }

    /// <summary>OpenSSH's SHA-256 fingerprint, <c>SHA256:…</c> without padding.</summary>
    public string Fingerprint { get; }

    /// <summary>A key that was decoded and written again.</summary>
    internal static PublicKey Of(string algorithm, byte[] blob) => new(algorithm, Convert.ToBase64String(blob), blob);

    /// <summary>Reads the text of a key that was found on a server, which may be of a kind that the platform uses no more.</summary>
    /// <exception cref="FormatException">The text is none that <see cref="ToString"/> wrote.</exception>
    public static PublicKey Restore(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return Of(text[..Math.Max(end, 0)], Convert.FromBase64String(text[(end + 1)..]));
    }

    /// <exception cref="FormatException">The text is not an OpenSSH public key.</exception>
    public static PublicKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("An OpenSSH public key was expected, such as 'ssh-ed25519 AAAA…'.");

    /// <summary>Reads <c>algorithm blob [comment]</c>; the algorithm inside the blob must be the one in front of it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        var parts = text?.Trim().Split((char[]?)[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (parts.Length < 2 || !Algorithms.Contains(parts[0]) || parts.Any(part => part.AsSpan().ContainsAny('\r', '\n')))
        {
            return false;
        }

        var bytes = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], bytes, out var length) || length < 4)
        {
            return false;
        }

        Array.Resize(ref bytes, length);
        var nameLength = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (nameLength is <= 0 or > 64 || nameLength > length - 4 || Encoding.ASCII.GetString(bytes, 4, nameLength) != parts[0])
        {
            return false;
        }

        // Written again, so that one key has one spelling.
        key = new PublicKey(parts[0], Convert.ToBase64String(bytes), bytes);
        return true;
    }

    public bool Equals(PublicKey? other) => other is not null && Blob == other.Blob;

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => Blob.GetHashCode(StringComparison.Ordinal);

    /// <summary><c>algorithm blob</c>.</summary>
    public override string ToString() => $"{Algorithm} {Blob}";
}
