using System.Globalization;

namespace PenguinMails.DevVault.Json;

/// <summary>
/// Numbers as they come out after Vault has read them into 64-bit floating point and written them again: large integers lose
/// their last digits, "1.50" becomes "1.5".
/// </summary>
internal static class GoNumber
{
    /// <summary>Null when the number does not fit.</summary>
    public static JsonNumber? Normalize(JsonNumber number)
    {
        var value = double.Parse(number.Text, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? new JsonNumber(Format(value)) : null;
    }

    private static string Format(double value)
    {
        var magnitude = Math.Abs(value);
        var (negative, digits, exponent) = Shortest(value);
        var text = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) ? Scientific(digits, exponent) : Positional(digits, exponent);
        return negative ? "-" + text : text;
    }

    /// <summary>The fewest digits that give the value back, and the power of ten of the first of them.</summary>
    private static (bool Negative, string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var parts = text.TrimStart('-').Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var found ? found : parts[0].Length;
        var all = parts[0].Replace(".", string.Empty, StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = point - 1 - (all.Length - digits.Length) + (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (text.StartsWith('-'), digits.Length == 0 ? "0" : digits.TrimEnd('0'), digits.Length == 0 ? 0 : exponent);
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Scientific(string digits, int exponent) =>
        $"{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : string.Empty)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}";
}
