using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;

/// <summary>Names of a version's values, and the versions that Vault keeps until they are proven to be refused.</summary>
internal sealed class StoredPasswords(IKeyValueStore vault, TenantSeal seal)
{
    public const string Password = "password";

    /// <summary>The password's hash as the mail server has it: an installation writes the same entry however often it is repeated.</summary>
    public const string PasswordHash = "password_hash";

    /// <summary>What tells the hash from others; public.</summary>
    public const string HashDigest = "hash_digest";

    /// <summary>Opens the password.</summary>
    public static async Task<string> PasswordOfAsync(SecretMaterial material, CancellationToken cancellationToken)
    {
        using var password = await material.OpenAsync(Password, cancellationToken);
        return Encoding.ASCII.GetString(password.Span);
    }

    /// <summary>The version's entry in a password file.</summary>
    public static async Task<PasswordEntry> EntryOfAsync(SecretContext context, SecretVersion version, SecretMaterial material, CancellationToken cancellationToken)
    {
        using var hash = await material.OpenAsync(PasswordHash, cancellationToken);
        return new PasswordEntry(SmtpSettings.Of(context).Username, Encoding.ASCII.GetString(hash.Span), context.SecretId, $"{version.VersionId:D}");
    }

    /// <returns>Null when Vault holds it no more.</returns>
    public async Task<SecretMaterial?> FindAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken)
    {
        var stored = await vault.ReadAsync(VaultPath.Smtp(context.Secret.TenantId, context.Secret.Name), version.VaultVersion, cancellationToken);
        if (stored is null || stored.Text(SecretValues.VersionId) == $"{version.VersionId}")
        {
            return stored is null ? null : new SecretMaterial(seal, context.Secret.TenantId, stored);
        }

        stored.Dispose();
        return null;
    }
}
