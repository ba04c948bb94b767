using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.LocalComponents;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys.Differential;

/// <summary>Keys of every kind, by their public halves: nobody has to sign with them.</summary>
internal sealed class KeyPool
{
    private KeyPool(IReadOnlyList<OfferableKey> keys) => Keys = keys;

    public IReadOnlyList<OfferableKey> Keys { get; }

    /// <param name="folder">For the tools that make a certificate.</param>
    /// <param name="accounts">What the certificate opens.</param>
    public static async Task<KeyPool> MakeAsync(string folder, IReadOnlyList<string> accounts)
    {
        var keys = new List<OfferableKey>
        {
            Key("ssh-ed25519", "ssh-ed25519", Ed25519()),
            Key("ssh-ed25519", "ssh-ed25519", Ed25519()),
            Key("sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com", Ed25519(), "ssh:"u8.ToArray()),
            Key("ssh-dss", "ssh-dss", Number(1024), Number(160), Number(1024), Number(1024)),
        };
        using (var rsa = RSA.Create(2048))
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            keys.Add(Key("ssh-rsa", "rsa-sha2-512", Positive(numbers.Exponent!), Positive(numbers.Modulus!)));
        }

        foreach (var (curve, name) in new[] { (ECCurve.NamedCurves.nistP256, "nistp256"), (ECCurve.NamedCurves.nistP384, "nistp384"), (ECCurve.NamedCurves.nistP521, "nistp521") })
        {
            keys.Add(Key("ecdsa-sha2-" + name, "ecdsa-sha2-" + name, Encoding.ASCII.GetBytes(name), Point(curve)));
        }

        keys.Add(Key("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256"u8.ToArray(), Point(ECCurve.NamedCurves.nistP256), "ssh:"u8.ToArray()));
        keys.Add(await CertificateAsync(folder, accounts));
        return new KeyPool(keys);
    }

    /// <summary>A string as the protocol writes it.</summary>
    public static byte[] String(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, text.Length);
        text.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    private static OfferableKey Key(string kind, string algorithm, params byte[][] parts) =>
        new(kind, algorithm, [.. String(Encoding.ASCII.GetBytes(kind)), .. parts.SelectMany(part => String(part))], parts);

    private static async Task<OfferableKey> CertificateAsync(string folder, IReadOnlyList<string> accounts)
    {
        var (authority, user) = (Path.Combine(folder, "authority"), Path.Combine(folder, "user"));
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", authority]);
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", user]);
        await Tool.RunAsync("ssh-keygen", ["-q", "-s", authority, "-I", "test", "-n", string.Join(',', accounts), user + ".pub"]);
        var signer = Blob(await File.ReadAllTextAsync(authority + ".pub"));
        var certificate = Blob(await File.ReadAllTextAsync(user + "-cert.pub"));
        return new OfferableKey("ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", certificate, [signer[^32..]]) { Authority = signer };
    }

    private static byte[] Blob(string line) => Convert.FromBase64String(line.Split(' ')[1]);

    private static byte[] Ed25519() => RandomNumberGenerator.GetBytes(32);

    private static byte[] Number(int bits)
    {
        var number = RandomNumberGenerator.GetBytes(bits / 8);
        number[0] |= 0x80;
        return Positive(number);
    }

    private static byte[] Positive(byte[] number) => number[0] >= 0x80 ? [0, .. number] : number;

    private static byte[] Point(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}

/// <summary>A key that is offered to sshd.</summary>
/// <param name="Kind">The name that lines with it begin with; for a certificate that of the key which signed it.</param>
/// <param name="Algorithm">What it is offered under.</param>
/// <param name="Blob">What is offered.</param>
/// <param name="Parts">The strings that follow the kind in what lines hold.</param>
internal sealed record OfferableKey(string Kind, string Algorithm, byte[] Blob, IReadOnlyList<byte[]> Parts)
{
    /// <summary>For a certificate, the key that signed it.</summary>
    public byte[]? Authority { get; init; }

    /// <summary>What lines with it hold, in its one spelling.</summary>
    public byte[] LineBlob => Authority ?? Blob;

    /// <summary>Whether sshd should accept it by what the product reads.</summary>
    /// <returns>Null when the lines alone do not tell.</returns>
    public bool? IsAcceptedBy(IReadOnlyList<AuthorizedKeysLine> lines, DateTimeOffset now)
    {
        var own = $"{Kind} {Convert.ToBase64String(LineBlob)}";
        var answers = lines.Where(line => line.PublicKey?.ToString() == own && line.IsAuthority == (Authority is not null) && line.Effect != LineEffect.Unclear)
            .Select(line => line.IsInForceAt(now)).ToArray();
        return Array.IndexOf(answers, true) >= 0 ? true : Array.IndexOf(answers, null) >= 0 ? null : false;
    }
}
