using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Fields;

/// <summary>Values and types as Go prints them in error texts.</summary>
internal static class GoFormat
{
    public static string Value(object? value) => value switch
    {
        null => "<nil>",
        bool flag => flag ? "true" : "false",
        List<object?> items => $"[{string.Join(' ', items.Select(Value))}]",
        Dictionary<string, object?> map =>
            $"map[{string.Join(' ', map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Value(member.Value)}"))}]",
        _ => value.ToString()!,
    };

    /// <summary>A JSON number is a kind of string to Go's converter.</summary>
    public static string Kind(object? value) => value switch
    {
        bool => "bool",
        List<object?> => "slice",
        Dictionary<string, object?> => "map",
        null => "invalid",
        _ => "string",
    };

    public static string TypeName(object? value) => value switch
    {
        bool => "bool",
        RepeatedParameter => "[]string",
        List<object?> => "[]interface {}",
        Dictionary<string, object?> => "map[string]interface {}",
        JsonNumber => "json.Number",
        _ => "string",
    };

    public static string Quote(string text) => $"\"{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string InvalidInteger(string text) => $"strconv.ParseInt: parsing {Quote(text)}: invalid syntax";
}
