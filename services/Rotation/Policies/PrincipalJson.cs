namespace PenguinMails.Rotation.Policies;

/// <summary>The person who caused something, as rows hold it.</summary>
internal static class PrincipalJson
{
    public static string? Write(OnBehalfOf? principal) => principal is null ? null : JsonSerializer.Serialize(principal, JsonSerializerOptions.Web);

    public static OnBehalfOf? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<OnBehalfOf>(json, JsonSerializerOptions.Web);
}
