using System.Globalization;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Fields;

/// <summary>
/// Turns what came as JSON or as a query parameter into what a path expects, as forgivingly as Vault does ("5" is an integer,
/// "true" a boolean, "a,b" a list), and refuses the rest in Vault's words.
/// </summary>
internal static class FieldConversion
{
    /// <exception cref="FormatException">The value has no reading as that type.</exception>
    public static object? Convert(object? value, FieldType type) => type switch
    {
        FieldType.Text => Text(value),
        FieldType.LowerCaseText => Text(value).ToLowerInvariant(),
        FieldType.Integer => Integer(value, "''"),
        FieldType.Boolean => Boolean(value),
        FieldType.Map => Map(value),
        FieldType.Pairs => Pairs(value),
        FieldType.Duration => Durations.Parse(value) is var duration && duration < TimeSpan.Zero
            ? throw new FormatException($"cannot provide negative value '{(long)duration.TotalSeconds}'")
            : duration,
        FieldType.SignedDuration => Durations.Parse(value),
        FieldType.CommaTexts => CommaTexts(value),
        FieldType.CommaIntegers => CommaIntegers(value),
        FieldType.Texts => value is List<object?> items ? items.ConvertAll(Text) : value is null ? [] : new List<string> { Text(value) },
        FieldType.Items => value as List<object?> ?? [value],
        _ => value,
    };

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        JsonNumber number => number.Text,
        bool flag => flag ? "1" : "0",
        _ => throw new FormatException(
            $"'' expected type 'string', got unconvertible type '{GoFormat.TypeName(value)}', value: '{GoFormat.Value(value)}'"),
    };

    private static object Integer(object? value, string name) => value switch
    {
        null or "" => 0L,
        bool flag => flag ? 1L : 0L,
        string or JsonNumber => long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"cannot parse {name} as int: {GoFormat.InvalidInteger(value.ToString()!)}"),
        _ => throw new FormatException(
            $"{name} expected type 'int', got unconvertible type '{GoFormat.TypeName(value)}', value: '{GoFormat.Value(value)}'"),
    };

    private static object Boolean(object? value) => value switch
    {
        null or "" => false,
        bool flag => flag,
        string or JsonNumber => value.ToString() switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            var other => throw new FormatException($"cannot parse '' as bool: strconv.ParseBool: parsing {GoFormat.Quote(other!)}: invalid syntax"),
        },
        _ => throw new FormatException(
            $"'' expected type 'bool', got unconvertible type '{GoFormat.TypeName(value)}', value: '{GoFormat.Value(value)}'"),
    };

    private static Dictionary<string, object?>? Map(object? value) => value switch
    {
        null => null,
        Dictionary<string, object?> map => map,
        List<object?> { Count: 0 } => new(StringComparer.Ordinal),
        List<object?> items => throw new FormatException(string.Join(
            '\n', items.Select((item, index) => $"'[{index}]' expected a map, got '{GoFormat.Kind(item)}'"))),
        _ => throw new FormatException($"'' expected a map, got '{GoFormat.Kind(value)}'"),
    };

    private static Dictionary<string, string> Pairs(object? value)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (value)
        {
            case null:
                break;
            case Dictionary<string, object?> map:
                foreach (var (name, member) in map)
                {
                    pairs[name] = Text(member);
                }

                break;
            default:
                foreach (var item in value is List<object?> items ? items.ConvertAll(Text) : [Text(value)])
                {
                    var split = item.Split('=', 2);
                    pairs[split[0]] = split.Length == 2
                        ? split[1]
                        : throw new FormatException($"invalid key pair {GoFormat.Quote(item)}");
                }

                break;
        }

        return pairs;
    }

    private static List<string> CommaTexts(object? value)
    {
        var items = value is List<object?> list
            ? list.ConvertAll(Text)
            : [.. Text(value).Split(',')];
        return [.. items.Select(item => item.Trim()).Where(item => item.Length > 0)];
    }

    private static List<long> CommaIntegers(object? value)
    {
        IEnumerable<object?> items = value is List<object?> list ? list : Text(value).Split(',', StringSplitOptions.RemoveEmptyEntries);
        return [.. items.Select((item, index) => (long)Integer(item is string text ? text.Trim() : item, $"'[{index}]'"))];
    }
}
