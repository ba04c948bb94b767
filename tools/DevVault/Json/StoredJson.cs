namespace PenguinMails.DevVault.Json;

/// <summary>Stored data in the form in which it is answered, or why it cannot be.</summary>
internal sealed class StoredJson
{
    private StoredJson(RawJson body, string? problem)
    {
        Body = body;
        Problem = problem;
    }

    public RawJson Body { get; }

    public string? Problem { get; }

    public static StoredJson Decode(byte[] stored)
    {
        try
        {
            return new(new(JsonOutput.Bytes(Normalize(JsonReader.Read(stored)))), null);
        }
        catch (OverflowException problem)
        {
            return new(default, problem.Message);
        }
    }

    public override string ToString() => "(stored)";

    private static object? Normalize(object? value) => value switch
    {
        JsonNumber number => GoNumber.Normalize(number)
            ?? throw new OverflowException($"json: cannot unmarshal number {number.Text} into Go value of type float64"),
        List<object?> items => items.ConvertAll(Normalize),
        Dictionary<string, object?> map => map.OrderBy(member => member.Key, StringComparer.Ordinal)
            .ToDictionary(member => member.Key, member => Normalize(member.Value), StringComparer.Ordinal),
        _ => value,
    };
}
