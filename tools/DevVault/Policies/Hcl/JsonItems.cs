namespace PenguinMails.DevVault.Policies.Hcl;

/// <summary>Policies written as JSON: {"path": {"secret/x": {"capabilities": [...]}}}. Objects may also come as lists of objects.</summary>
internal static class JsonItems
{
    public static List<HclItem> From(object? json) =>
        [.. Members(json).SelectMany(member => member.Key == "path"
            ? Members(member.Value).SelectMany(path => Bodies(path.Value).Select(body => new HclItem("path", [path.Key], body, 1)))
            : [new HclItem(member.Key, [], Plain(member.Value), 1)])];

    private static IEnumerable<KeyValuePair<string, object?>> Members(object? json) => json switch
    {
        Dictionary<string, object?> map => map,
        List<object?> items => items.SelectMany(Members),
        _ => [],
    };

    private static IEnumerable<object?> Bodies(object? json) => json is List<object?> items ? items.Select(Plain) : [Plain(json)];

    private static object? Plain(object? json) => json is Dictionary<string, object?> map
        ? map.Select(member => new HclItem(member.Key, [], Plain(member.Value), 1)).ToList()
        : json;
}
