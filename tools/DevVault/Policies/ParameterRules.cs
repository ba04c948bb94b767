using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Policies;

/// <summary>
/// Which parameters a write may, must and must not carry. An empty list of values stands for any value; "*" as a name for any
/// parameter. (https://developer.hashicorp.com/vault/docs/concepts/policies#parameter-constraints)
/// </summary>
internal sealed record ParameterRules(
    IReadOnlyDictionary<string, IReadOnlyList<object?>> Allowed,
    IReadOnlyDictionary<string, IReadOnlyList<object?>> Denied,
    IReadOnlyList<string> Required)
{
    private static readonly Dictionary<string, IReadOnlyList<object?>> Nothing = [];

    public static readonly ParameterRules None = new(Nothing, Nothing, []);

    public bool Allow(IReadOnlyDictionary<string, object?>? data)
    {
        if (Required.Any(name => data?.ContainsKey(name.ToLowerInvariant()) != true))
        {
            return false;
        }

        if (data is null or { Count: 0 })
        {
            return true;
        }

        if (Denied.ContainsKey("*") || data.Any(sent => Denied.TryGetValue(sent.Key.ToLowerInvariant(), out var values) && Contains(values, sent.Value)))
        {
            return false;
        }

        return Allowed.Count == 0 || data.All(sent => Allowed.TryGetValue(sent.Key.ToLowerInvariant(), out var values)
            ? Contains(values, sent.Value)
            : Allowed.ContainsKey("*"));
    }

    public ParameterRules MergedWith(ParameterRules other) => new(
        Allowed.Count == 0 || other.Allowed.Count == 0 ? Nothing : Union(Allowed, other.Allowed),
        Union(Denied, other.Denied),
        [.. Required.Union(other.Required, StringComparer.Ordinal)]);

    private static bool Contains(IReadOnlyList<object?> values, object? sent) =>
        values.Count == 0 || values.Any(value => Same(value, sent));

    private static bool Same(object? rule, object? sent) => (rule, sent) switch
    {
        (string pattern, string text) when pattern.Contains('*', StringComparison.Ordinal) => Glob(pattern, text),
        (JsonNumber left, JsonNumber right) => left.Text == right.Text,
        _ => Equals(rule, sent),
    };

    /// <summary>A star at the start, at the end, or both.</summary>
    private static bool Glob(string pattern, string text)
    {
        var core = pattern.Trim('*');
        return (pattern.StartsWith('*'), pattern.EndsWith('*')) switch
        {
            (true, true) => text.Contains(core, StringComparison.Ordinal),
            (true, false) => text.EndsWith(core, StringComparison.Ordinal),
            (false, true) => text.StartsWith(core, StringComparison.Ordinal),
            _ => pattern == text,
        };
    }

    private static Dictionary<string, IReadOnlyList<object?>> Union(
        IReadOnlyDictionary<string, IReadOnlyList<object?>> left, IReadOnlyDictionary<string, IReadOnlyList<object?>> right)
    {
        var union = new Dictionary<string, IReadOnlyList<object?>>(left, StringComparer.Ordinal);
        foreach (var (name, values) in right)
        {
            union[name] = union.TryGetValue(name, out var known) && known.Count > 0 && values.Count > 0 ? [.. known, .. values] : union.ContainsKey(name) ? [] : values;
        }

        return union;
    }
}
