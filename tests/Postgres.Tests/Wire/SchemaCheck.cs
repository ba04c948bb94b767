using System.Text.Json;
using System.Text.RegularExpressions;

namespace PenguinMails.Postgres.Tests.Wire;

/// <summary>Compares JSON with the part of JSON Schema that the message schemas use. An unknown keyword is an error, not a pass.</summary>
internal static class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$comment", "title", "description", "default"];

    /// <summary>What is wrong, each with its place; empty is good. Members that the schema does not know are wrong here.</summary>
    public static IEnumerable<string> Faults(JsonElement schema, JsonElement value, string place = "$") =>
        schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)).SelectMany(keyword => keyword.Name switch
        {
            "type" => Types(keyword.Value).Contains(TypeOf(value)) ? [] : [$"{place} is {TypeOf(value)}"],
            "properties" => Members(keyword.Value, schema, value, place),
            "required" => Missing(keyword.Value, value, place),
            "items" => value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((item, index) => Faults(keyword.Value, item, $"{place}[{index}]"))
                : [],
            "additionalProperties" => value.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().SelectMany(member => Faults(keyword.Value, member.Value, $"{place}.{member.Name}"))
                : [],
            "format" => value.ValueKind != JsonValueKind.String || HasFormat(keyword.Value.GetString()!, value) ? [] : [$"{place} is no {keyword.Value}"],
            "pattern" => value.ValueKind != JsonValueKind.String
                || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [] : [$"{place} does not match"],
            _ => [$"{place}: the check does not know '{keyword.Name}'"],
        });

    private static IEnumerable<string> Members(JsonElement properties, JsonElement schema, JsonElement value, string place) =>
        value.ValueKind != JsonValueKind.Object
            ? []
            : value.EnumerateObject().SelectMany(member => properties.TryGetProperty(member.Name, out var known)
                ? Faults(known, member.Value, $"{place}.{member.Name}")
                : schema.TryGetProperty("additionalProperties", out _) ? [] : [$"{place}.{member.Name} is not in the schema"]);

    private static IEnumerable<string> Missing(JsonElement required, JsonElement value, string place) =>
        value.ValueKind != JsonValueKind.Object
            ? []
            : required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{place}.{name} is missing");

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out var time) && time.Offset == TimeSpan.Zero,
        _ => throw new NotSupportedException($"The check does not know the format '{format}'."),
    };
}
