using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.VaultTrail.Configuration;
using PenguinMails.Audit.VaultTrail.Ingestion;

namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>
/// Reads Vault's audit file on from where any instance stopped. The position moves with what it appends, so nothing is lost and nothing
/// counts twice, wherever the process is killed.
/// </summary>
internal sealed class FileFollower(
    Database database, TrailAppend append, AlertTable alerts, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<FileFollower> log)
{
    private AuditFile? _seenToTheEnd;

    /// <summary>Appends one batch; false when there is nothing more to read now.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var path = options.Value.File!;
        if (_seenToTheEnd is not null && AuditFile.Find(path) == _seenToTheEnd)
        {
            return false;
        }

        _seenToTheEnd = null;
        var step = await database.InTransactionAsync(transaction => StepAsync(transaction, path), cancellationToken);
        _seenToTheEnd = step.SeenToTheEnd;
        return step.HasMore;
    }

    private async Task<Step> StepAsync(DatabaseTransaction transaction, string path)
    {
        if (await FilePosition.TakeAsync(transaction, path) is not { } position)
        {
            return Step.Wait;
        }

        var choice = FileChoice.Of(path, position);
        if (choice.File is not { } file)
        {
            return Step.Wait;
        }

        if (choice.IsLost)
        {
            Log.FileLost(log, path);
            await alerts.RaiseAsync(transaction, Lost(path, time.GetUtcNow()));
        }

        if (position.Fingerprint != file.Fingerprint || position.Position > file.Length)
        {
            // What is read again is known to the ledger.
            position = FilePosition.StartOf(file);
        }

        var (read, isAtEnd) = await ReadAsync(transaction, file, position, isComplete: choice.Next is not null);
        var next = isAtEnd && choice.Next is { } successor ? FilePosition.StartOf(successor) : read;
        if (next != position || choice.IsLost)
        {
            await next.KeepAsync(transaction, path);
        }

        return new Step(
            HasMore: !isAtEnd || choice.Next is not null,
            SeenToTheEnd: isAtEnd && choice.Next is null && file.Path == path && read.Position == file.Length ? file : null);
    }

    private async Task<(FilePosition Position, bool IsAtEnd)> ReadAsync(
        DatabaseTransaction transaction, AuditFile file, FilePosition position, bool isComplete)
    {
        await using var stream = AuditFile.Open(file.Path);
        stream.Position = position.Position;
        var reader = new LineReader(stream, position.IsSkipping);
        var lines = new List<TrailLine>();
        TrailLine? line = null;
        while (lines.Count < TrailAppend.BatchSize && reader.Consumed < TrailAppend.BatchBytes
            && (line = await reader.ReadAsync(transaction.CancellationToken)) is not null)
        {
            lines.Add(line.Value);
        }

        var isAtEnd = line is null;
        if (isAtEnd && isComplete && reader.Rest.Length > 0)
        {
            lines.Add(new TrailLine(reader.Rest.ToArray(), TrailLine.CutOff));
        }

        await append.AppendAsync(transaction, lines, TrailSources.File);
        return (position with { Position = position.Position + reader.Consumed, IsSkipping = reader.IsSkipping }, isAtEnd);
    }

    private static AlertRaised Lost(string path, DateTimeOffset now) => new(
        Guid.CreateVersion7(now), "audit.vault_trail_gap", AlertSeverities.Warning,
        $"audit.vault_trail_gap:{path}",
        TenantId: null, Secret: null,
        $"The audit file of Vault that was being read is neither at {path} nor beside it: entries at its end may be missing from the ledger.",
        "If it was archived, put it back uncompressed beside the file under a name that begins with the file's until it is read; rotate so that one old file stays.",
        TraceId: null, now);

    /// <param name="HasMore">Whether more lines can be read now.</param>
    /// <param name="SeenToTheEnd">The followed file, when all of it is in the ledger; the database is not queried until the file changes.</param>
    private sealed record Step(bool HasMore, AuditFile? SeenToTheEnd)
    {
        public static readonly Step Wait = new(HasMore: false, SeenToTheEnd: null);
    }
}
