using System.Buffers;

namespace PenguinMails.DevVault.Transit;

/// <summary>Base64 with padding, and Go's way to say where it is broken.</summary>
internal static class GoBase64
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\r\n");

    /// <summary>Null when the text is not base64; then <paramref name="problem"/> says where.</summary>
    public static byte[]? Decode(string text, out string problem)
    {
        problem = string.Empty;
        var clean = text.Replace("\r", string.Empty, StringComparison.Ordinal).Replace("\n", string.Empty, StringComparison.Ordinal);
        var bytes = new byte[(clean.Length / 4 * 3) + 3];
        if (!clean.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(clean, bytes, out var length))
        {
            return bytes[..length];
        }

        problem = $"illegal base64 data at input byte {FirstBad(text)}";
        return null;
    }

    /// <summary>The first character outside the alphabet, or the start of a group of four that is not whole.</summary>
    private static int FirstBad(string text)
    {
        var bad = text.AsSpan().IndexOfAnyExcept(Alphabet);
        if (bad >= 0 && (text[bad] != '=' || bad % 4 < 2))
        {
            return bad;
        }

        return bad < 0 ? text.Length / 4 * 4 : text.Length;
    }
}
