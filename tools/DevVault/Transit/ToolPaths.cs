using System.Security.Cryptography;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>Random bytes and hashes, under transit/ and under sys/tools/.</summary>
internal static class ToolPaths
{
    private const long MostBytes = 128 * 1024;

    public static IEnumerable<PathRoute> Routes(string prefix) => new[] { string.Empty, "/{urlvalue}" }.SelectMany(tail => new[]
    {
        new PathRoute(prefix + "random" + tail).Field("bytes", FieldType.Integer).Field("format", FieldType.Text).On(Operation.Update, Random),
        new PathRoute(prefix + "hash" + tail).Field("algorithm", FieldType.Text).Field("format", FieldType.Text).Field("input", FieldType.Text)
            .On(Operation.Update, Hash),
    });

    private static ValueTask<LogicalResponse?> Random(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var count = fields.Integer("bytes", 32);
        if (fields.Raw.TryGetValue("urlvalue", out var given) && !long.TryParse((string)given!, out count))
        {
            return Invalid($"error parsing url-set byte count: strconv.Atoi: parsing \"{given}\": invalid syntax");
        }

        return count switch
        {
            < 1 => Invalid("\"bytes\" cannot be less than 1"),
            > MostBytes => Invalid($"\"bytes\" should be less than {MostBytes}"),
            _ => Encoded("random_bytes", RandomNumberGenerator.GetBytes((int)count), fields.Text("format", "base64")),
        };
    }

    private static ValueTask<LogicalResponse?> Hash(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Raw.TryGetValue("urlvalue", out var given) ? (string)given! : fields.Text("algorithm", Hashes.Default);
        if (GoBase64.Decode(fields.Text("input"), out var problem) is not { } input)
        {
            return Invalid($"unable to decode input as base64: {problem}");
        }

        return Hashes.Find(name) is { } hash
            ? Encoded("sum", CryptographicOperations.HashData(hash, input), fields.Text("format", "hex"))
            : Invalid($"unsupported algorithm {name}");
    }

    private static ValueTask<LogicalResponse?> Encoded(string name, byte[] bytes, string format) => format switch
    {
        "hex" => ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of((name, Convert.ToHexStringLower(bytes)))),
        "base64" => ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of((name, Convert.ToBase64String(bytes)))),
        _ => Invalid($"unsupported encoding format {format}; must be \"hex\" or \"base64\""),
    };

    private static ValueTask<LogicalResponse?> Invalid(string problem) => ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Invalid(problem));
}
