using System.Globalization;
using System.Text;

namespace PenguinMails.DevVault.Http;

/// <summary>The path and query of a request as they were sent, decoded the way the original's HTTP library does.</summary>
internal sealed class RequestTarget
{
    private RequestTarget(string path, string rawQuery)
    {
        Path = path;
        RawQuery = rawQuery;
    }

    /// <summary>Decoded once: "%2F" has become a slash.</summary>
    public string Path { get; }

    public string RawQuery { get; }

    /// <summary>Null when an escape is broken.</summary>
    public static RequestTarget? Parse(string raw)
    {
        var question = raw.IndexOf('?', StringComparison.Ordinal);
        return Unescape(question < 0 ? raw : raw[..question], plusIsSpace: false) is { } path
            ? new(path, question < 0 ? string.Empty : raw[(question + 1)..])
            : null;
    }

    /// <summary>Nothing but letters, marks, numbers, punctuation, symbols and the ordinary space.</summary>
    public bool IsPrintable() => Path.EnumerateRunes().All(rune => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    /// <summary>The path without empty, "." and ".." segments. A slash at the end stays.</summary>
    public string CleanPath()
    {
        var segments = new List<string>();
        foreach (var segment in Path.Split('/'))
        {
            switch (segment)
            {
                case "" or ".":
                    break;
                case "..":
                    if (segments.Count > 0)
                    {
                        segments.RemoveAt(segments.Count - 1);
                    }

                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        var clean = "/" + string.Join('/', segments);
        return Path.EndsWith('/') && clean != "/" ? clean + "/" : clean;
    }

    /// <summary>Where a redirect to the clean path leads.</summary>
    public string CleanLocation()
    {
        var location = string.Concat(CleanPath().Select(character => IsPathCharacter(character) ? character.ToString() : Uri.EscapeDataString(character.ToString())));
        return RawQuery.Length > 0 ? $"{location}?{RawQuery}" : location;
    }

    /// <summary>Query parameters in order. Those whose escapes are broken, and those with semicolons, are left out.</summary>
    public IEnumerable<(string Name, string Value)> Query()
    {
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = pair.Split('=', 2);
            if (!pair.Contains(';', StringComparison.Ordinal)
                && Unescape(halves[0], plusIsSpace: true) is { } name && Unescape(halves.Length == 2 ? halves[1] : string.Empty, plusIsSpace: true) is { } value)
            {
                yield return (name, value);
            }
        }
    }

    /// <summary>The first value of a parameter, or null.</summary>
    public string? Parameter(string name) => Query().Where(pair => pair.Name == name).Select(pair => pair.Value).FirstOrDefault();

    public static string? Unescape(string text, bool plusIsSpace)
    {
        if (!text.Contains('%', StringComparison.Ordinal) && !(plusIsSpace && text.Contains('+', StringComparison.Ordinal)))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    return null;
                }

                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(plusIsSpace && text[i] == '+' ? " " : text[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsPathCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || "/-_.~$&+,;=:@!*'()".Contains(character, StringComparison.Ordinal);
}
