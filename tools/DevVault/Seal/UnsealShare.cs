using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Seal;

/// <summary>A share as an operator types it: hexadecimal or base64.</summary>
internal static class UnsealShare
{
    private const int Shortest = 16;

    /// <summary>A 32-byte key and the point of its share.</summary>
    private const int Longest = 33;

    /// <exception cref="RefusedException">Neither hexadecimal nor base64.</exception>
    public static byte[] Parse(string text)
    {
        var fromHex = new byte[text.Length / 2];
        if (text.Length % 2 == 0 && Convert.FromHexString(text, fromHex, out _, out _) == System.Buffers.OperationStatus.Done
            && fromHex.Length is >= Shortest and <= Longest)
        {
            return fromHex;
        }

        var fromBase64 = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, fromBase64, out var length)
            ? fromBase64[..length]
            : throw RefusedException.Invalid("'key' must be a valid hex or base64 string");
    }

    /// <exception cref="RefusedException">Cannot be a share.</exception>
    public static void Check(byte[] share)
    {
        if (share.Length < Shortest)
        {
            throw RefusedException.Invalid($"invalid key: key is shorter than minimum {Shortest} bytes");
        }

        if (share.Length > Longest)
        {
            throw RefusedException.Invalid($"invalid key: key is longer than maximum {Longest} bytes");
        }
    }
}
