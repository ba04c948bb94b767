namespace PenguinMails.Ssh;

/// <summary>
/// The text of a key as sshd decodes it: Base64 with white space anywhere in it, and the padding that its length needs, no more and no
/// less.
/// </summary>
internal static class KeyText
{
    private const byte Pad = (byte)'=';

    /// <summary>What isspace() is true for in the C locale.</summary>
    public static bool IsSpace(byte character) => character is (byte)' ' or (>= 0x09 and <= 0x0D);

    /// <summary>What ends a field of a line.</summary>
    public static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t';

    /// <returns>Null when sshd would not take it.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var characters = new List<byte>(text.Length);
        foreach (var character in text)
        {
            if (!IsSpace(character))
            {
                characters.Add(character);
            }
        }

        var length = characters.IndexOf(Pad) is >= 0 and var pad ? pad : characters.Count;
        var isPadded = (length % 4, characters.Count - length) is (0, 0) or (2, 2) or (3, 1) && characters.Skip(length).All(character => character == Pad);
        var decoded = new byte[characters.Count];
        return isPadded
            && Convert.TryFromBase64Chars(Encoding.Latin1.GetString(characters.ToArray()), decoded, out var written)
            // Bits beyond the last byte must be zero; .NET passes over them.
            && (length % 4 == 0 || Convert.ToBase64String(decoded, 0, written)[length - 1] == characters[length - 1])
                ? decoded[..written]
                : null;
    }
}
