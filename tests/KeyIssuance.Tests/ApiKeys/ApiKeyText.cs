using System.Text;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Keys as docs/api/api-keys.md describes them, written without the product's code: a scanner does the same.</summary>
internal static class ApiKeyText
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The key of these parts, with the checksum that fits.</summary>
    public static string Of(string keyId, string secret)
    {
        var content = $"pmk_{keyId}_{secret}";
        return $"{content}_{ChecksumOf(content)}";
    }

    public static string ChecksumOf(string content)
    {
        var rest = Crc32Of(content);
        var text = new char[6];
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Digits[(int)(rest % 62)];
            rest /= 62;
        }

        return new string(text);
    }

    private static uint Crc32Of(string content)
    {
        var value = uint.MaxValue;
        foreach (var symbol in Encoding.ASCII.GetBytes(content))
        {
            value ^= symbol;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }
        }

        return ~value;
    }
}
