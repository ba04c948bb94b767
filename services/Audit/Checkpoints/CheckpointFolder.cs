namespace PenguinMails.Audit.Checkpoints;

/// <summary>
/// Keeps checkpoints outside the database, as one file each: <c>{folder}/{chain}/{year}-{month}/{number}.json</c> with statement and
/// signature. An account that can change the database must not be able to change this folder: mount it from another host or write-once.
/// All instances must see the same folder.
/// </summary>
internal sealed class CheckpointFolder(IOptions<CheckpointOptions> options)
{
    private readonly string _folder = options.Value.CheckpointFolder;

    /// <summary>Writes it, durably, unless it is there already. Never writes over a file.</summary>
    /// <exception cref="LedgerBrokenException">The file of this number has other content.</exception>
    public async Task KeepAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var statement = checkpoint.Statement;
        var folder = Path.Combine(_folder, statement.Chain, $"{statement.SignedAt.UtcDateTime:yyyy-MM}");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, KeptFile.NameOf(statement.Number));
        if (File.Exists(file))
        {
            await RequireSameAsync(file, checkpoint, cancellationToken);
            return;
        }

        var temporary = $"{file}.{Guid.CreateVersion7():N}.tmp";
        await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.ToJson() + "\n"), cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(temporary); // another instance was faster
            await RequireSameAsync(file, checkpoint, cancellationToken);
        }
    }

    /// <summary>The files of a chain by month and number. A month's names are in memory at a time.</summary>
    /// <exception cref="LedgerBrokenException">The folder cannot be read.</exception>
    public IEnumerable<KeptFile> Files(string chain) => Months(chain).SelectMany(month => FilesOf(chain, month));

    /// <summary>The newest checkpoint of the chain in this folder; null when there is none.</summary>
    /// <exception cref="FormatException">The newest file is not a checkpoint.</exception>
    /// <exception cref="LedgerBrokenException">The folder cannot be read.</exception>
    public async Task<SignedCheckpoint?> NewestAsync(string chain, CancellationToken cancellationToken)
    {
        var newest = Months(chain).Reverse().Select(month => FilesOf(chain, month).LastOrDefault()).FirstOrDefault(file => file is not null);
        return newest is null ? null : await ReadAsync(newest, cancellationToken);
    }

    /// <exception cref="FormatException">The file is not the checkpoint of its number, or cannot be read.</exception>
    public static async Task<SignedCheckpoint> ReadAsync(KeptFile file, CancellationToken cancellationToken)
    {
        try
        {
            var checkpoint = SignedCheckpoint.Parse(await File.ReadAllTextAsync(file.Path, cancellationToken));
            return checkpoint.Statement.Number == file.Number ? checkpoint : throw new FormatException($"The file {file.Path} holds another number.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"The file {file.Path} cannot be read.", failure);
        }
    }

    private IEnumerable<string> Months(string chain)
    {
        var folder = Path.Combine(_folder, chain);
        return Listed(chain, () => Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList() : []);
    }

    private static List<KeptFile> FilesOf(string chain, string month) => Listed(
        chain, () => new DirectoryInfo(month).GetFiles("*.json").Select(file => KeptFile.Of(month, file)).OrderBy(file => file.Number).ToList());

    // A folder that may not be read is as good as one without files.
    private static List<T> Listed<T>(string chain, Func<List<T>> list)
    {
        try
        {
            return list();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LedgerBrokenException(chain, "the folder of the kept checkpoints cannot be read.");
        }
    }

    private static async Task RequireSameAsync(string file, SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var number = checkpoint.Statement.Number;
        try
        {
            if (await ReadAsync(KeptFile.Of(Path.GetDirectoryName(file)!, new FileInfo(file)), cancellationToken) is var kept && kept.IsSameAs(checkpoint))
            {
                return;
            }
        }
        catch (FormatException)
        {
            // Not the same, then.
        }

        throw new LedgerBrokenException(checkpoint.Statement.Chain, $"the checkpoint {number} that is kept outside the database is another than the database's.");
    }
}
