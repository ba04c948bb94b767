using System.Globalization;
using System.Text;

namespace PenguinMails.DevVault.Json;

/// <summary>The escapes inside JSON strings.</summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    public static string Unescape(ReadOnlySpan<char> escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            var kind = escaped[++i];
            if (kind != 'u')
            {
                text.Append(Short(kind));
                continue;
            }

            text.Append(Unit(escaped, i + 1));
            i += 4;
        }

        return WithoutLoneSurrogates(text);
    }

    private static char Short(char kind) => kind switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        '"' or '\\' or '/' => kind,
        _ => throw JsonParseException.At(kind, "in string escape code"),
    };

    private static char Unit(ReadOnlySpan<char> escaped, int at) =>
        at + 4 <= escaped.Length
        && ushort.TryParse(escaped.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : throw JsonParseException.At(at < escaped.Length ? escaped[at] : '"', @"in \u hexadecimal character escape");

    private static string WithoutLoneSurrogates(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            text[i] = Replacement;
        }

        return text.ToString();
    }
}
