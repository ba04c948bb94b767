using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Reads what is to be checked, and with what.</summary>
internal static class InputFiles
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The file holds no public key.</exception>
    public static CheckpointKeys ReadKeys(FileInfo file)
    {
        try
        {
            var text = ReadText(file);
            return text.TrimStart().StartsWith("-----BEGIN PUBLIC KEY", StringComparison.Ordinal)
                ? new CheckpointKeys(new Dictionary<int, string> { [1] = text })
                : new CheckpointKeys(ReadAnswer(text).Keys.ToDictionary(key => key.Version, key => key.PublicKey));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or CryptographicException)
        {
            throw new FormatException($"{file.Name} holds no public keys: neither PEM nor the answer of …/audit-logs/keys.", failure);
        }
    }

    /// <param name="places">Files, or folders with files.</param>
    /// <exception cref="FormatException">A file is not a checkpoint.</exception>
    public static IReadOnlyList<SignedCheckpoint> ReadCheckpoints(IEnumerable<FileInfo> places) => [.. places
        .SelectMany(place => Directory.Exists(place.FullName)
            ? new DirectoryInfo(place.FullName).EnumerateFiles("*.json", SearchOption.AllDirectories)
            : [place])
        .Select(ReadCheckpoint)];

    public static IAsyncEnumerable<string> LinesAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var stream = file.OpenRead();
        return new StrictLines(file.Extension == ".gz" ? new GZipStream(stream, CompressionMode.Decompress) : stream).ReadAsync(cancellationToken);
    }

    /// <summary>SHA-256 of the file as it is.</summary>
    public static async Task<string> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private static KeysAnswer ReadAnswer(string text) => JsonSerializer.Deserialize<KeysAnswer>(text, Strict) ?? throw new JsonException("It is null.");

    private static SignedCheckpoint ReadCheckpoint(FileInfo file)
    {
        try
        {
            return SignedCheckpoint.Parse(ReadText(file));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            throw new FormatException($"{file.Name} is not a checkpoint: {failure.Message}", failure);
        }
    }

    private static string ReadText(FileInfo file) => Utf8.GetString(File.ReadAllBytes(file.FullName));

    private sealed record KeysAnswer(IReadOnlyList<KeyAnswer> Keys);

    private sealed record KeyAnswer(int Version, string PublicKey);
}
