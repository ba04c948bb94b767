using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Asn1.Nist;

namespace PenguinMails.Ssh;

/// <summary>
/// Decodes keys as OpenSSH does, which takes several spellings of one key: numbers with zeros in front, other names of its kind, a zero
/// byte behind a name. The key that comes out has one spelling.
/// </summary>
internal ref struct KeyDecoder
{
    private const int LongestNumber = 2048;
    private const int ShortestModulus = 1024;
    private const int Ed25519Length = 32;
    private const byte Uncompressed = 4;

    private ReadOnlySpan<byte> _rest;
    private readonly List<byte> _written = [];

    private KeyDecoder(ReadOnlySpan<byte> blob) => _rest = blob;

    /// <summary>Decodes the key of a line.</summary>
    /// <param name="kind">The kind that the line names, no certificate.</param>
    /// <param name="blob">The decoded text.</param>
    /// <param name="key">The key.</param>
    /// <returns>False when sshd does not take it.</returns>
    public static bool TryDecode(KeyKind kind, ReadOnlySpan<byte> blob, [NotNullWhen(true)] out PublicKey? key)
    {
        var decoder = new KeyDecoder(blob);
        key = decoder.TryDecode(kind) ? PublicKey.Of(kind.Name, decoder._written.ToArray()) : null;
        return key is not null;
    }

    private bool TryDecode(KeyKind kind) =>
        TryTakeName(out var name) && KeyKinds.FindWithin(name) == kind && Write(Encoding.ASCII.GetBytes(kind.Name))
        && (kind switch
        {
            { IsRsa: true } => TryNumber(out _) && TryNumber(out var modulus) && BitsOf(modulus) >= ShortestModulus,
            { IsDsa: true } => TryNumber(out _) && TryNumber(out _) && TryNumber(out _) && TryNumber(out _),
            { Curve: { } curve } => TryPoint(curve),
            _ => TryTake(out var point) && point.Length == Ed25519Length && Write(point),
        })
        && (!kind.IsHardware || (TryTakeName(out var application) && Write(Encoding.Latin1.GetBytes(application))))
        && _rest.IsEmpty;

    private bool TryPoint(string curve) =>
        TryTakeName(out var name) && name == curve && Write(Encoding.ASCII.GetBytes(name))
        && TryTake(out var point) && point.Length > 0 && point[0] == Uncompressed && IsOnCurve(curve, point) && Write(point);

    private static bool IsOnCurve(string curve, ReadOnlySpan<byte> point)
    {
        try
        {
            return NistNamedCurves.GetByName($"P-{curve["nistp".Length..]}").Curve.DecodePoint(point).IsValid();
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Never negative, which a first bit would make it.
    private bool TryNumber(out ReadOnlySpan<byte> number)
    {
        if (!TryTake(out number) || (number.Length > 0 && number[0] >= 0x80)
            || number.Length > LongestNumber + 1 || (number.Length == LongestNumber + 1 && number[0] != 0))
        {
            return false;
        }

        number = number.TrimStart((byte)0);
        return Write(number.Length > 0 && number[0] >= 0x80 ? [0, .. number] : number);
    }

    private static int BitsOf(ReadOnlySpan<byte> number) =>
        number.IsEmpty ? 0 : (number.Length * 8) - (System.Numerics.BitOperations.LeadingZeroCount((uint)number[0]) - 24);

    // C's strings: a zero byte may end them, and stand nowhere else.
    private bool TryTakeName(out string name)
    {
        var isThere = TryTake(out var text);
        var end = text.IndexOf((byte)0);
        name = Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
        return isThere && (end < 0 || end == text.Length - 1);
    }

    private bool TryTake(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out var length) || length > _rest.Length - 4)
        {
            return false;
        }

        text = _rest.Slice(4, (int)length);
        _rest = _rest[(4 + (int)length)..];
        return true;
    }

    private readonly bool Write(ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        _written.AddRange(length);
        _written.AddRange(text);
        return true;
    }
}
