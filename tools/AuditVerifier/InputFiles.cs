using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Reads what is to be checked, and with what.</summary>
internal static class InputFiles
{
    /// <exception cref="FormatException">The file holds no public key.</exception>
    public static CheckpointKeys ReadKeys(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        try
        {
            if (text.TrimStart().StartsWith("-----BEGIN", StringComparison.Ordinal))
            {
                return new CheckpointKeys(new Dictionary<int, string> { [1] = text });
            }

            using var json = JsonDocument.Parse(text);
            return new CheckpointKeys(json.RootElement.GetProperty("keys").EnumerateArray().ToDictionary(
                key => key.GetProperty("version").GetInt32(), key => key.GetProperty("publicKey").GetString()!));
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            throw new FormatException($"{file.Name} holds no public keys: neither PEM nor the answer of …/audit-logs/keys.", failure);
        }
    }

    /// <exception cref="FormatException">The file is not a checkpoint.</exception>
    public static SignedCheckpoint ReadCheckpoint(FileInfo file)
    {
        try
        {
            return SignedCheckpoint.Parse(File.ReadAllText(file.FullName));
        }
        catch (FormatException failure)
        {
            throw new FormatException($"{file.Name} is not a checkpoint.", failure);
        }
    }

    public static async IAsyncEnumerable<string> LinesAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        await using var content = file.Extension == ".gz" ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
        using var reader = new StreamReader(content);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }
}
