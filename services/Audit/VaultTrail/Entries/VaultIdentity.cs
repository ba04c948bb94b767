namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>Who asked, as Vault knew it. Accessor and tokens are hashes that differ from device to device.</summary>
/// <param name="DisplayName">The token's display name, or empty.</param>
/// <param name="Role">The AppRole that signed in; null for every other way in.</param>
/// <param name="EntityId">The identity entity, or empty.</param>
/// <param name="Accessor">The token's accessor as the device writes it, or empty.</param>
/// <param name="Policies">The token's policies.</param>
/// <param name="IssuedAt">When the token was made, as Vault writes it, or empty.</param>
internal sealed record VaultIdentity(
    string DisplayName, string? Role, string EntityId, string Accessor, IReadOnlyList<string> Policies, string IssuedAt)
{
    private const string WrappingPolicy = "response-wrapping";

    public static readonly VaultIdentity Nobody = new("", null, "", "", [], "");

    /// <summary>A name for people: role, display name or entity.</summary>
    public string Name => this switch
    {
        { Role: { } role } => role,
        { DisplayName.Length: > 0 } => DisplayName,
        { EntityId.Length: > 0 } => EntityId,
        _ when Policies.Contains(WrappingPolicy) => "(wrapping token)",
        _ => "(nobody)",
    };

    /// <summary>
    /// Tells one login from another. Not the accessor, which each device hashes differently: reads that reach us through the file and
    /// through the socket belong to one incident.
    /// </summary>
    public string Login => IssuedAt.Length > 0 ? $"{DisplayName}|{Role}|{EntityId}|{IssuedAt}" : $"{DisplayName}|{Role}|{EntityId}|{Accessor}";
}
