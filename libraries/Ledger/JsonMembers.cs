namespace PenguinMails.Ledger;

/// <summary>Reads JSON that may be anything: what is not there, or is something else, is absent.</summary>
public static class JsonMembers
{
    /// <summary>The member of an object; of anything else, and when there is none, an undefined element.</summary>
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    /// <summary>The member if it is a string.</summary>
    public static string? Text(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
