using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>keys/{name}/config: which versions may be used, and whether the key may be deleted or exported.</summary>
internal sealed class KeyConfigurationPaths(KeyStore keys)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("keys/{name}/config")
            .Field("min_decryption_version", FieldType.Integer).Field("min_encryption_version", FieldType.Integer)
            .Field("deletion_allowed", FieldType.Boolean).Field("exportable", FieldType.Boolean).Field("allow_plaintext_backup", FieldType.Boolean)
            .On(Operation.Update, ConfigureAsync),
    ];

    private async ValueTask<LogicalResponse?> ConfigureAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("name");
        if (await keys.ChangeAsync(name, key => Configured(key, fields), cancellationToken) is not { } configured)
        {
            return LogicalResponse.Invalid($"no existing key named {name} could be found");
        }

        return fields.Has("min_decryption_version") && fields.Integer("min_decryption_version") == 0
            ? KeyJson.Of(configured).WithWarning("since Vault 0.3, transit key numbering starts at 1; forcing minimum to 1")
            : KeyJson.Of(configured);
    }

    /// <exception cref="RefusedException">The versions make no sense.</exception>
    private static TransitKey Configured(TransitKey key, FieldData fields)
    {
        var decryption = fields.Integer("min_decryption_version", key.MinDecryptionVersion);
        var encryption = fields.Integer("min_encryption_version", key.MinEncryptionVersion);
        if ((Problem("decryption", decryption, key) ?? Problem("encryption", encryption, key)) is { } problem)
        {
            throw RefusedException.Invalid(problem);
        }

        decryption = Math.Max(decryption, 1);
        if (encryption > 0 && encryption < decryption)
        {
            throw RefusedException.Invalid(
                "cannot set min encryption/decryption values; min encryption version of "
                + $"{encryption} must be greater than or equal to min decryption version of {decryption}");
        }

        return key with
        {
            MinDecryptionVersion = (int)decryption,
            MinEncryptionVersion = (int)encryption,
            DeletionAllowed = fields.Boolean("deletion_allowed", key.DeletionAllowed),

            // Once given away they cannot be taken back.
            Exportable = key.Exportable || fields.Boolean("exportable"),
            AllowPlaintextBackup = key.AllowPlaintextBackup || fields.Boolean("allow_plaintext_backup"),
        };
    }

    private static string? Problem(string kind, long version, TransitKey key) => version switch
    {
        < 0 => $"min {kind} version cannot be negative",
        _ when version > key.LatestVersion => $"cannot set min {kind} version of {version}, latest key version is {key.LatestVersion}",
        _ => null,
    };
}
