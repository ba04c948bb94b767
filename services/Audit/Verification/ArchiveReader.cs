using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.RecordChecks;
using PenguinMails.Audit.Retention;

namespace PenguinMails.Audit.Verification;

/// <summary>Hands over what has left the database, from its files, in its place among a chain's records.</summary>
internal sealed class ArchiveReader(
    DatabaseTransaction transaction, ArchiveFiles files, IReadOnlyList<Archive> detached, RecordFaults faults, Func<LedgerRecord, Task> see, Findings findings)
{
    private readonly Queue<Archive> _detached = new(detached);
    private DateTimeOffset _end = DateTimeOffset.MinValue;

    /// <summary>Reads those that begin before this record of the database.</summary>
    public async Task ReadBeforeAsync(LedgerRecord record)
    {
        await ReadAsync(record.Sequence);
        if (record.RecordedAt < _end)
        {
            Report(LedgerProblems.ArchiveForged, record.Chain, record.Sequence, "The record is of a month that was archived, and is not in its file.");
        }
    }

    /// <summary>Reads the rest.</summary>
    public Task CompleteAsync() => ReadAsync(long.MaxValue);

    private async Task ReadAsync(long before)
    {
        while (_detached.TryPeek(out var archive) && archive.FirstSequence < before)
        {
            _detached.Dequeue();
            _end = RecordedArchives.EndOf(archive);
            try
            {
                await ReadAsync(archive);
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException or FormatException)
            {
                Report(LedgerProblems.Unreadable, archive.Chain, archive.FirstSequence, $"The archive {archive.File} cannot be read.");
            }
        }
    }

    private async Task ReadAsync(Archive archive)
    {
        if (await files.HashAsync(archive.File, transaction.CancellationToken) != archive.FileHash)
        {
            Report(LedgerProblems.ArchiveForged, archive.Chain, archive.FirstSequence, $"The archive {archive.File} is not the file that was written.");
        }

        var (begin, next) = (_end.AddMonths(-1), archive.FirstSequence);
        await foreach (var records in files.RecordsAsync(archive, transaction.CancellationToken).Chunk(ArchivedRecordCheck.AtOnce))
        {
            foreach (var record in records.Select(exported => exported.Record))
            {
                await see(record);
                if (record.Sequence != next++ || record.RecordedAt < begin || record.RecordedAt >= _end)
                {
                    Report(LedgerProblems.ArchiveForged, archive.Chain, record.Sequence, $"The record does not belong into the archive {archive.File}.");
                }
            }

            foreach (var (sequence, kind, detail) in await new ArchivedRecordCheck(transaction, faults).FindAsync(archive.Chain, records))
            {
                Report(kind, archive.Chain, sequence, detail);
            }
        }

        if (next != archive.LastSequence + 1)
        {
            Report(LedgerProblems.ArchiveForged, archive.Chain, archive.LastSequence, $"The archive {archive.File} does not end with this record.");
        }
    }

    private void Report(string kind, string chain, long sequence, string detail) => findings.Add(new LedgerProblem(kind, chain, sequence, null, detail));
}
