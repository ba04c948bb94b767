using System.Buffers;
using System.Numerics;

namespace PenguinMails.ServiceDefaults;

/// <summary>Writes numbers in the digits 0-9, A-Z, a-z: a double click selects all of it, and scanners take it for one word.</summary>
internal static class Base62
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> AllDigits = SearchValues.Create(Digits);

    /// <param name="number">The number, its highest byte first.</param>
    /// <param name="length">How many digits to write; enough for the number.</param>
    public static string Encode(ReadOnlySpan<byte> number, int length)
    {
        var rest = new BigInteger(number, isUnsigned: true, isBigEndian: true);
        Span<char> text = stackalloc char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            (rest, var digit) = BigInteger.DivRem(rest, Digits.Length);
            text[i] = Digits[(int)digit];
        }

        return rest.IsZero ? new string(text) : throw new ArgumentException($"It has more than {length} digits.", nameof(number));
    }

    public static bool IsText(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(AllDigits);
}
