namespace PenguinMails.Audit.Checkpoints;

/// <summary>
/// Keeps checkpoints outside the database, as one file each: <c>{folder}/{chain}/{year}-{month}/{number}.json</c> with statement and
/// signature. An account that can change the database must not be able to change this folder: mount it from another host or write-once.
/// </summary>
internal sealed class CheckpointFolder(IOptions<CheckpointOptions> options)
{
    private readonly string _folder = options.Value.CheckpointFolder;

    /// <summary>Writes it, durably, unless it is there already. Never writes over a file.</summary>
    public async Task KeepAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var statement = checkpoint.Statement;
        var folder = Path.Combine(_folder, statement.Chain, $"{statement.SignedAt.UtcDateTime:yyyy-MM}");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{statement.Number:D12}.json");
        if (File.Exists(file))
        {
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
            File.Delete(temporary); // another instance was faster, with the same
        }
    }

    /// <summary>The newest checkpoint of the chain in this folder; null when there is none.</summary>
    /// <exception cref="FormatException">The newest file is not a checkpoint.</exception>
    public async Task<SignedCheckpoint?> NewestAsync(string chain, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_folder, chain);
        var newest = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).MaxBy(Path.GetFileName, StringComparer.Ordinal)
            : null;
        return newest is null ? null : SignedCheckpoint.Parse(await File.ReadAllTextAsync(newest, cancellationToken));
    }
}
