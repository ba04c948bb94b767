using System.Globalization;
using System.Security.Cryptography;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>export/: the material of keys that were made exportable.</summary>
internal sealed class ExportPaths(KeyStore keys)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("export/{type}/{name}").On(Operation.Read, ExportAsync),
        new PathRoute("export/{type}/{name}/{version}").On(Operation.Read, ExportAsync),
    ];

    private async ValueTask<LogicalResponse?> ExportAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var type = fields.Text("type");
        if (type is not ("encryption-key" or "signing-key" or "hmac-key"))
        {
            return LogicalResponse.Invalid($"invalid export type: {type}");
        }

        if (await keys.FindAsync(fields.Text("name"), cancellationToken) is not { } key)
        {
            return null;
        }

        if (!key.Exportable)
        {
            return LogicalResponse.Invalid("key is not exportable");
        }

        if ((type == "encryption-key" && !key.Type.Encrypts) || (type == "signing-key" && !key.Type.Signs))
        {
            return LogicalResponse.Invalid(type == "encryption-key" ? "encryption not supported for the key" : "signing not supported for the key");
        }

        var shown = key.Versions
            .Where(version => fields.Text("version") is "" or "latest" || fields.Text("version") == version.Key.ToString(CultureInfo.InvariantCulture))
            .Where(version => fields.Text("version") != "latest" || version.Key == key.LatestVersion)
            .ToDictionary(version => version.Key.ToString(CultureInfo.InvariantCulture), version => (object?)Material(type, key, version.Value), StringComparer.Ordinal);
        return shown.Count == 0
            ? LogicalResponse.Invalid("version does not exist or cannot be found")
            : LogicalResponse.Of(("keys", shown), ("name", key.Name), ("type", key.TypeName));
    }

    private static string Material(string type, TransitKey key, PlainTextKeyVersion version)
    {
        if (type == "hmac-key")
        {
            return Convert.ToBase64String(version.HmacKey);
        }

        return key.Type.IsSymmetric ? Convert.ToBase64String(version.Material) : PemEncoding.WriteString("PRIVATE KEY", version.Material) + "\n";
    }
}
