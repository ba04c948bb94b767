using System.Security.Cryptography;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>encrypt/, decrypt/, rewrap/ and datakey/.</summary>
internal sealed class EncryptionPaths(KeyStore keys)
{
    private const string NoKey = "encryption key not found";

    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("encrypt/{name}").Field("type", FieldType.Text).Field("convergent_encryption", FieldType.Boolean)
            .OnWrite(EncryptAsync)
            .ExistsIf(async (_, fields, stop) => await keys.FindAsync(fields.Text("name"), stop) is not null),
        new PathRoute("decrypt/{name}").On(Operation.Update, DecryptAsync),
        new PathRoute("rewrap/{name}").On(Operation.Update, RewrapAsync),
        new PathRoute("datakey/{plaintext}/{name}").Field("bits", FieldType.Integer).On(Operation.Update, DataKeyAsync),
    ];

    private static Dictionary<string, object?> Encrypted(string ciphertext, TransitKey key) => new(StringComparer.Ordinal)
    {
        ["ciphertext"] = ciphertext,
        ["key_version"] = VersionedText.Parse(ciphertext, "ciphertext", key with { MinDecryptionVersion = 1 }).Version,
    };

    private async ValueTask<LogicalResponse?> EncryptAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("name");
        if (request.Data?.ContainsKey("batch_input") != true && !fields.Has("plaintext"))
        {
            return LogicalResponse.Invalid("missing plaintext to encrypt");
        }

        var key = await keys.FindAsync(name, cancellationToken);
        if (key is null)
        {
            var type = fields.Text("type", "aes256-gcm96");
            if (KeyType.Find(type) is not { Encrypts: true })
            {
                return LogicalResponse.Invalid($"unknown key type {type}");
            }

            var derived = fields.Raw.GetValueOrDefault("context") is string { Length: > 0 };
            var convergent = fields.Boolean("convergent_encryption");
            key = await keys.FindOrCreateAsync(
                name, () => new() { Name = name, TypeName = type, Derived = derived, ConvergentEncryption = derived && convergent }, cancellationToken);
        }

        return TransitItem.Run(request, item => item.Has("plaintext")
            ? Encrypted(Encryption.Encrypt(key, item.KeyVersion, item.Context(), item.Bytes("plaintext")), key)
            : throw new TransitException("missing plaintext to encrypt"));
    }

    private async ValueTask<LogicalResponse?> DecryptAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (request.Data?.ContainsKey("batch_input") != true && fields.Raw.GetValueOrDefault("ciphertext") is (null or ""))
        {
            return LogicalResponse.Invalid("missing ciphertext to decrypt");
        }

        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid(NoKey);
        }

        return TransitItem.Run(request, item => new(StringComparer.Ordinal)
        {
            ["plaintext"] = Convert.ToBase64String(Encryption.Decrypt(key, item.Context(), item.Text("ciphertext"))),
        });
    }

    private async ValueTask<LogicalResponse?> RewrapAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (request.Data?.ContainsKey("batch_input") != true && fields.Raw.GetValueOrDefault("ciphertext") is (null or ""))
        {
            return LogicalResponse.Invalid("missing ciphertext to decrypt");
        }

        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid(NoKey);
        }

        return TransitItem.Run(request, item =>
        {
            var plain = Encryption.Decrypt(key, item.Context(), item.Text("ciphertext"));
            return Encrypted(Encryption.Encrypt(key, item.KeyVersion, item.Context(), plain), key);
        });
    }

    private async ValueTask<LogicalResponse?> DataKeyAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("plaintext") is not ("plaintext" or "wrapped"))
        {
            return LogicalResponse.Invalid("Invalid path, must be 'plaintext' or 'wrapped'");
        }

        var bits = fields.Integer("bits", 256);
        if (bits is not (128 or 256 or 512))
        {
            return LogicalResponse.Invalid("invalid bit length");
        }

        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid(NoKey);
        }

        return TransitItem.Run(request, item =>
        {
            var plain = RandomNumberGenerator.GetBytes((int)bits / 8);
            var data = Encrypted(Encryption.Encrypt(key, 0, item.Context(), plain), key);
            if (fields.Text("plaintext") == "plaintext")
            {
                data["plaintext"] = Convert.ToBase64String(plain);
            }

            return data;
        });
    }
}
