namespace PenguinMails.Vault.Health;

/// <summary>A short text in an answer that anybody may have given: it is shown, stored and compared.</summary>
internal static class VaultText
{
    private const int MaxLength = 300;

    /// <returns>Null when there is no such text, or it is none of Vault's.</returns>
    public static string? Of(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString() is { Length: > 0 and <= MaxLength } text && !text.Any(char.IsControl) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }
}
