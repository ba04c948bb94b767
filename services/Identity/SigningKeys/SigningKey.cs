using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.Identity.SigningKeys;

/// <summary>The public half of one version of Vault's key that signs tokens.</summary>
/// <param name="Version">The version in Vault.</param>
/// <param name="CreatedAt">When Vault made it.</param>
/// <param name="Published">As it is published.</param>
/// <param name="PublicKey">As tokens are verified with it.</param>
internal sealed record SigningKey(int Version, DateTimeOffset CreatedAt, PublishedKey Published, SecurityKey PublicKey)
{
    public string KeyId => Published.Kid;

    /// <summary>The versions that Vault allows, oldest first.</summary>
    public static IReadOnlyList<SigningKey> AllOf(TransitKeyState state) =>
        [.. state.PublicKeys.Where(version => version.Key >= state.MinDecryptionVersion).OrderBy(version => version.Key)
            .Select(version => Of(version.Key, state.CreatedAt[version.Key], version.Value))];

    private static SigningKey Of(int version, DateTimeOffset createdAt, string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var published = PublishedKey.Of(key);
        return new SigningKey(version, createdAt, published, published.ToSecurityKey());
    }
}
