using System.Buffers;

namespace PenguinMails.Ledger;

/// <summary>
/// Reads JSON in which every member is expected: a member that comes twice, that is unknown or missing, or that has another form than
/// the one it is written in, is an error. Two readers can then never understand one text in two ways.
/// </summary>
internal static class StrictJson
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <exception cref="FormatException">It is not JSON (RFC 8259), or an object in it has a member twice.</exception>
    public static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new FormatException("It is not JSON, or an object has a member twice.", failure);
        }
    }

    /// <summary>The element, which is an object with these members and no others.</summary>
    /// <param name="json">What was read.</param>
    /// <param name="what">What it should be, for the message.</param>
    /// <param name="required">Must be there.</param>
    /// <param name="optional">Can be absent.</param>
    /// <exception cref="FormatException">It is another.</exception>
    public static JsonElement Object(this JsonElement json, string what, ReadOnlySpan<string> required, ReadOnlySpan<string> optional = default)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} must be an object.");
        }

        foreach (var name in required)
        {
            if (!json.TryGetProperty(name, out _))
            {
                throw new FormatException($"{what} lacks '{name}'.");
            }
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!required.Contains(member.Name) && !optional.Contains(member.Name))
            {
                throw new FormatException($"{what} has a member that is unknown: '{member.Name}'.");
            }
        }

        return json;
    }

    public static string RequiredText(this JsonElement json, string name) => json.Text(name) ?? throw new FormatException($"'{name}' must be a string.");

    public static string? TextOrNull(this JsonElement json, string name) =>
        json.Member(name).ValueKind == JsonValueKind.Null ? null : json.RequiredText(name);

    /// <summary>An integer as a string: digits without leading zeros.</summary>
    public static long Number(this JsonElement json, string name, long least)
    {
        var text = json.RequiredText(name);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && text == number.ToString(CultureInfo.InvariantCulture)
                ? number
                : throw new FormatException($"'{name}' must be an integer of at least {least}, as a string of digits.");
    }

    /// <summary>32 bytes as 64 digits of lower-case hexadecimal.</summary>
    public static byte[] Hash(this JsonElement json, string name) => HashOf(json.Member(name), name);

    public static byte[] HashOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.String && json.GetString() is { Length: 64 } text && !text.AsSpan().ContainsAnyExcept(HexDigits)
            ? Convert.FromHexString(text)
            : throw new FormatException($"'{name}' must be 32 bytes in lower-case hexadecimal.");

    public static DateTimeOffset Time(this JsonElement json, string name)
    {
        try
        {
            return LedgerTime.Parse(json.RequiredText(name));
        }
        catch (FormatException failure)
        {
            throw new FormatException($"'{name}' must be a time such as 2026-11-20T12:00:00.000000Z.", failure);
        }
    }
}
