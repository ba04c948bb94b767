namespace PenguinMails.Identity.Credentials;

/// <summary>Base32 as authenticator apps show secrets (RFC 4648, upper case, no padding).</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerSymbol = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = (((buffer << 8) | value) & 0xFFF, bits + 8);
            while (bits >= BitsPerSymbol)
            {
                bits -= BitsPerSymbol;
                text.Append(Alphabet[(buffer >> bits) & 0x1F]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (BitsPerSymbol - bits)) & 0x1F]).ToString();
    }

    public static byte[] Decode(string text)
    {
        var bytes = new byte[text.Length * BitsPerSymbol / 8];
        var (buffer, bits, length) = (0, 0, 0);
        foreach (var symbol in text)
        {
            var value = Alphabet.IndexOf(symbol, StringComparison.Ordinal);
            if (value < 0)
            {
                throw new FormatException("A base32 text holds only A-Z and 2-7.");
            }

            buffer = ((buffer << BitsPerSymbol) | value) & 0xFFF;
            bits += BitsPerSymbol;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }
}
