namespace PenguinMails.DevVault.Fields;

/// <summary>The parameters of one request: those in its path first, then body or query. Unknown ones are ignored, as Vault does.</summary>
internal sealed class FieldData(IReadOnlyDictionary<string, FieldType> schema, Dictionary<string, object?> raw)
{
    /// <summary>Everything that was sent, converted or not.</summary>
    public Dictionary<string, object?> Raw => raw;

    /// <summary>The first parameter that cannot be converted, or null.</summary>
    public string? Problem()
    {
        foreach (var (name, value) in raw)
        {
            if (schema.TryGetValue(name, out var type))
            {
                try
                {
                    _ = FieldConversion.Convert(value, type);
                }
                catch (FormatException problem)
                {
                    return $"error converting input for field \"{name}\": {problem.Message}";
                }
            }
        }

        return null;
    }

    /// <summary>The names that were sent and are none of the path's, in order.</summary>
    public IReadOnlyList<string> Unknown() => [.. raw.Keys.Where(name => !schema.ContainsKey(name)).Order(StringComparer.Ordinal)];

    /// <summary>Whether it was sent, even as null.</summary>
    public bool Has(string name) => raw.ContainsKey(name);

    public string Text(string name, string otherwise = "") => Converted<string>(name) ?? otherwise;

    public long Integer(string name, long otherwise = 0) => Converted<object>(name) is long number ? number : otherwise;

    public bool Boolean(string name, bool otherwise = false) => Converted<object>(name) is bool flag ? flag : otherwise;

    public TimeSpan Duration(string name, TimeSpan otherwise = default) => Converted<object>(name) is TimeSpan duration ? duration : otherwise;

    public Dictionary<string, object?>? Map(string name) => Converted<Dictionary<string, object?>>(name);

    public Dictionary<string, string>? Pairs(string name) => Converted<Dictionary<string, string>>(name);

    public List<string> Texts(string name) => Converted<List<string>>(name) ?? [];

    public List<long> Integers(string name) => Converted<List<long>>(name) ?? [];

    public override string ToString() => string.Join(", ", raw.Keys);

    private T? Converted<T>(string name)
        where T : class =>
        raw.TryGetValue(name, out var value) ? (T?)FieldConversion.Convert(value, schema[name]) : null;
}
