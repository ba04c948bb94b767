using System.Text.Json.Nodes;

namespace PenguinMails.TestKit;

/// <summary>Values at the edges of what a schema's type can hold, and beyond: what arithmetic, resolvers and databases stumble over.</summary>
internal static class EdgeValues
{
    private static readonly string Long = new('a', 400);

    private static readonly string[] Instants =
    [
        "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "9999-12-31", "2026-02-30",
    ];

    private static readonly string[] Durations = ["P10675199D", "P99999999999D", "-P1D", "PT0S", "PT-1S", "9999d"];
    private static readonly string[] Numbers = ["0", "-1", $"{int.MaxValue}", $"{int.MinValue}", $"{long.MaxValue}", $"{long.MinValue}", new('9', 50), "1.5", "1e400", "NaN"];
    private static readonly string[] Ids = [$"{Guid.Empty}", "ffffffff-ffff-ffff-ffff-ffffffffffff", "x", Long];

    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\uFFFF", "\u202E", string.Concat(Enumerable.Repeat("😀", 300)), Long, new('a', 5_000), "'\"\\%_", "-", "*",
        $"https://{Long}.example/", $"https://{string.Concat(Enumerable.Repeat("a.", 200))}example/", $"https://{string.Concat(Enumerable.Repeat("ä", 200))}.example/", "https://[::1%25]/",
        string.Concat(Enumerable.Repeat("a.", 200)) + "example", "::ffff:0:0", "127.1", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    ];

    /// <summary>Of a query parameter.</summary>
    public static IEnumerable<string> OfText(JsonNode schema) => ((string?)schema["format"], (string?)schema["type"]) switch
    {
        ("date-time", _) => [.. Instants, "", "\0", "x"],
        ("uuid", _) => [.. Ids, "", "\0"],
        (_, "integer" or "number") => [.. Numbers, "", "\0"],
        _ => [.. Texts, .. Durations, .. Instants],
    };

    /// <summary>Times and the times shortly after them, for parameters that make a period together.</summary>
    public static IEnumerable<(string From, string To)> Periods =>
    [
        ("0001-01-01T00:00:00Z", "0001-01-01T12:00:00Z"), ("9999-12-31T00:00:00Z", "9999-12-31T23:59:59.9999999Z"), ("0001-01-01", "9999-12-31"),
    ];

    /// <summary>Of a property of a body, as JSON.</summary>
    public static IEnumerable<string> OfJson(JsonNode schema) => (string?)schema["type"] switch
    {
        "integer" or "number" => [.. Numbers.Where(number => number != "NaN"), "null", "\"1\"", "{}"],
        "boolean" => ["null", "\"true\"", "1"],
        "array" => ["null", "[]", "[null]", "[[]]", "{}", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 1_000))}]"],
        "object" => ["null", "{}", "[]", "\"x\""],
        _ => [.. OfText(schema).Select(text => JsonValue.Create(text).ToJsonString()), "null", "1", "{}", "\"\\ud800\""],
    };

    /// <summary>Of a whole body.</summary>
    public static IEnumerable<string> OfBody => ["", "null", "[]", "\"x\"", "{", "{}", "{\"\\u0000\":1}", $"{new string('[', 200)}{new string(']', 200)}"];
}
