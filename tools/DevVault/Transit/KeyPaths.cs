using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>keys/: making, showing, rotating and deleting.</summary>
internal sealed class KeyPaths(KeyStore keys)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("keys/?").On(Operation.List, async (_, _, stop) => LogicalResponse.Keys(await keys.NamesAsync(stop))),
        new PathRoute("keys/{name}/rotate").On(Operation.Update, RotateAsync),
        new PathRoute("keys/{name}")
            .Field("type", FieldType.Text).Field("derived", FieldType.Boolean).Field("convergent_encryption", FieldType.Boolean)
            .Field("exportable", FieldType.Boolean).Field("allow_plaintext_backup", FieldType.Boolean)
            .On(Operation.Read, ReadAsync)
            .On(Operation.Update, CreateAsync)
            .On(Operation.Delete, DeleteAsync),
    ];

    private async ValueTask<LogicalResponse?> CreateAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var (name, type) = (fields.Text("name"), fields.Text("type", "aes256-gcm96"));
        var (derived, convergent) = (fields.Boolean("derived"), fields.Boolean("convergent_encryption"));
        if (!derived && convergent)
        {
            return LogicalResponse.Invalid("convergent encryption requires derivation to be enabled");
        }

        if (KeyType.Find(type) is not { } known)
        {
            return LogicalResponse.Invalid($"unknown key type {type}");
        }

        if (derived && !known.Derives)
        {
            return LogicalResponse.Invalid($"key derivation and convergent encryption not supported for keys of type {type}");
        }

        return KeyJson.Of(await keys.FindOrCreateAsync(
            name,
            () => new()
            {
                Name = name,
                TypeName = type,
                Derived = derived,
                ConvergentEncryption = convergent,
                Exportable = fields.Boolean("exportable"),
                AllowPlaintextBackup = fields.Boolean("allow_plaintext_backup"),
            },
            cancellationToken));
    }

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await keys.FindAsync(fields.Text("name"), cancellationToken) is { } key ? KeyJson.Of(key) : null;

    private async ValueTask<LogicalResponse?> RotateAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await keys.ChangeAsync(fields.Text("name"), key => key.Rotated(keys.Now), cancellationToken) is { } rotated
            ? KeyJson.Of(rotated)
            : LogicalResponse.Invalid("key not found");

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("name");
        switch (await keys.FindAsync(name, cancellationToken))
        {
            case null:
                return LogicalResponse.Invalid($"error deleting policy {name}: could not delete key; not found");
            case { DeletionAllowed: false }:
                return LogicalResponse.Invalid($"error deleting policy {name}: deletion is not allowed for this key");
            default:
                await keys.DeleteAsync(name, cancellationToken);
                return null;
        }
    }
}
