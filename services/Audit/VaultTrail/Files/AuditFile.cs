using System.Buffers;

namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>
/// An audit file, known by its first line: Vault writes an id and a time into each, so no other file begins like it, and it is the same
/// file under whatever name, also as a copy.
/// </summary>
/// <param name="Path">Its name now.</param>
/// <param name="Fingerprint">Hash of the first line.</param>
/// <param name="BeginsAt">The time in the first line; when there is none, of the last change to the file.</param>
/// <param name="Length">Bytes.</param>
internal sealed record AuditFile(string Path, string Fingerprint, DateTimeOffset BeginsAt, long Length)
{
    private const int HeadLength = 16 * 1024;

    /// <summary>Null when it is not there, or has no whole first line yet.</summary>
    public static AuditFile? Find(string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeadLength);
        try
        {
            using var file = Open(path);
            var head = buffer.AsSpan(0, file.ReadAtLeast(buffer.AsSpan(0, HeadLength), HeadLength, throwOnEndOfStream: false));
            var end = head.IndexOf((byte)'\n');
            if (end < 0 && head.Length < HeadLength)
            {
                return null;
            }

            var line = end < 0 ? head : head[..end];
            var fingerprint = Convert.ToHexStringLower(SHA256.HashData(line));
            return new AuditFile(path, fingerprint, TimeIn(line) ?? new DateTimeOffset(File.GetLastWriteTimeUtc(path)), file.Length);
        }
        catch (Exception absence) when (absence is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a file that others write to, move and delete.</summary>
    public static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    });

    // The line may be cut, so it is read as far as it goes.
    private static DateTimeOffset? TimeIn(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("time"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : null;
                }
            }
        }
        catch (JsonException)
        {
            // Garbage has no time.
        }

        return null;
    }
}
