namespace PenguinMails.Identity.Credentials;

/// <summary>Base32 as authenticator apps show secrets (RFC 4648, upper case, no padding).</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerSymbol = 5;

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
