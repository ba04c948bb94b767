using System.Security.Cryptography;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>sign/, verify/ and hmac/.</summary>
internal sealed class SigningPaths(KeyStore keys)
{
    public IEnumerable<PathRoute> Routes() => new[] { string.Empty, "/{urlalgorithm}" }.SelectMany(tail => new[]
    {
        Options(new PathRoute("sign/{name}" + tail)).On(Operation.Update, SignAsync),
        Options(new PathRoute("verify/{name}" + tail)).On(Operation.Update, VerifyAsync),
        Options(new PathRoute("hmac/{name}" + tail)).On(Operation.Update, HmacAsync),
    });

    private static PathRoute Options(PathRoute route) => route
        .Field("hash_algorithm", FieldType.Text).Field("algorithm", FieldType.Text).Field("urlalgorithm", FieldType.Text)
        .Field("prehashed", FieldType.Boolean).Field("signature_algorithm", FieldType.Text).Field("marshaling_algorithm", FieldType.Text)
        .Field("input", FieldType.Text).Field("key_version", FieldType.Integer);

    private async ValueTask<LogicalResponse?> SignAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid("signing key not found");
        }

        var options = Parse(fields);
        return TransitItem.Run(request, item =>
        {
            var signature = Signing.Sign(key, item.KeyVersion, Input(item), options);
            return Made("signature", signature, key);
        });
    }

    private async ValueTask<LogicalResponse?> HmacAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid("encryption key not found");
        }

        var hash = HashOf(fields);
        return TransitItem.Run(request, item =>
            new(StringComparer.Ordinal) { ["hmac"] = Signing.Hmac(key, item.KeyVersion, Input(item), hash) });
    }

    private async ValueTask<LogicalResponse?> VerifyAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return LogicalResponse.Invalid("signature verification key not found");
        }

        var options = Parse(fields);
        return TransitItem.Run(request, item => new(StringComparer.Ordinal)
        {
            ["valid"] = (item.Text("signature"), item.Text("hmac")) switch
            {
                ({ Length: > 0 } signature, "") => Signing.Verify(key, Input(item), signature, options),
                ("", { Length: > 0 } hmac) => Signing.VerifyHmac(key, Input(item), hmac, options.Hash),
                ("", "") => throw new TransitException("neither a 'signature' nor an 'hmac' was given to verify"),
                _ => throw new TransitException("provide one of 'signature' or 'hmac'"),
            },
        });
    }

    private static Dictionary<string, object?> Made(string name, string text, TransitKey key) => new(StringComparer.Ordinal)
    {
        [name] = text,
        ["key_version"] = VersionedText.Parse(text, name, key with { MinDecryptionVersion = 1 }).Version,
    };

    private static byte[] Input(TransitItem item) => !item.Has("input")
        ? throw new TransitException("missing input")
        : GoBase64.Decode(item.Text("input"), out var problem) ?? throw new TransitException($"unable to decode input as base64: {problem}");

    /// <exception cref="RefusedException">Unknown algorithms.</exception>
    private static SigningOptions Parse(FieldData fields) => new(
        HashOf(fields),
        fields.Boolean("prehashed"),
        fields.Text("signature_algorithm") switch
        {
            "" or "pss" => true,
            "pkcs1v15" => false,
            var other => throw RefusedException.Invalid($"unsupported signature algorithm {other}"),
        },
        fields.Text("marshaling_algorithm") switch
        {
            "" or "asn1" => false,
            "jws" => true,
            var other => throw RefusedException.Invalid($"invalid marshaling type {other}"),
        });

    private static HashAlgorithmName HashOf(FieldData fields)
    {
        string[] given = [fields.Text("urlalgorithm"), fields.Text("hash_algorithm"), fields.Text("algorithm"), Hashes.Default];
        var name = given.First(text => text.Length > 0);
        return Hashes.Find(name) ?? throw RefusedException.Invalid($"invalid hash algorithm \"{name}\"");
    }
}
