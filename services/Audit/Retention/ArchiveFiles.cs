using System.IO.Compression;
using System.Runtime.CompilerServices;
using PenguinMails.Audit.Exports.Archives;

namespace PenguinMails.Audit.Retention;

/// <summary>The files of archived months: exports, compressed, without personal data, which stays in the database to be forgettable.</summary>
internal sealed class ArchiveFiles(IOptions<RetentionOptions> options)
{
    private readonly string _folder = options.Value.ArchiveFolder;

    public static string NameOf(DateOnly month, string chain) => $"{chain}/audit-{chain}-{month:yyyy-MM}.jsonl.gz";

    public bool Exists(string file) => File.Exists(PathOf(file));

    /// <summary>Writes the whole file durably, or none. A file of that name that was left by a crash is replaced.</summary>
    public async Task<string> WriteAsync(string file, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.CreateVersion7():N}.tmp";
        await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            await using (var compressed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            {
                await write(compressed);
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return await HashAsync(file, cancellationToken);
    }

    public async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(PathOf(file));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    public async IAsyncEnumerable<string> LinesAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(PathOf(file));
        await using var content = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(content);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <exception cref="FormatException">A line is not one of an export.</exception>
    public async IAsyncEnumerable<ExportedRecord> RecordsAsync(Archive archive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync(archive.File, cancellationToken))
        {
            if (ExportReader.Parse(line, archive.Chain) is ExportLine.Record { Exported: var record })
            {
                yield return record;
            }
        }
    }

    private string PathOf(string file) => Path.Combine(_folder, file);
}
