using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.RecordChecks;

namespace PenguinMails.Audit.Retention;

/// <summary>Restores an archived month for a limited time, so that it can be searched. A file that fails verification is not restored.</summary>
internal sealed class ArchiveRestore(Database database, ArchiveFiles files, MonthArchiver archiver, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <returns>The restored archives; null when the month is not archived.</returns>
    /// <exception cref="InvalidDataException">A file was changed since it was archived.</exception>
    public async Task<IReadOnlyList<Archive>?> AttachAsync(DateOnly month, Caller caller, CancellationToken cancellationToken)
    {
        var archives = await database.ReadAsync(connection => connection.ArchivesAsync(month), cancellationToken);
        if (archives.Count == 0)
        {
            return null;
        }

        foreach (var archive in archives.Where(archive => archive.AttachedUntil is null))
        {
            await CheckAsync(archive, cancellationToken);
        }

        return await database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtext('audit_archive'))");
                archives = await transaction.ArchivesAsync(month);
                var isNew = archives.All(archive => archive.AttachedUntil is null);
                await transaction.SetAttachedAsync(month, time.GetUtcNow() + options.Value.AttachedFor);
                if (isNew)
                {
                    foreach (var archive in archives)
                    {
                        await CheckIdsAsync(transaction, archive);
                    }

                    // From here on the ledger is locked, until the month is back.
                    await transaction.ExecuteAsync("select ensure_ledger_month(@at)", new { at = new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero) });
                    foreach (var archive in archives)
                    {
                        await CopyBackAsync(transaction, archive);
                    }

                    await MakeSearchableAsync(transaction, month);

                    await archiver.RecordAsync(transaction, caller.Actor, "audit_log.attach", month, archives);
                }

                return await transaction.ArchivesAsync(month);
            },
            cancellationToken);
    }

    private async Task CheckAsync(Archive archive, CancellationToken cancellationToken)
    {
        if (!files.Exists(archive.File) || await files.HashAsync(archive.File, cancellationToken) != archive.FileHash)
        {
            throw new InvalidDataException($"The archive {archive.File} is missing, or not the file that was archived. Restore it from a backup; its SHA-256 is {archive.FileHash}.");
        }

        await archiver.VerifyAsync(archive.File, archive.LastSequence - archive.FirstSequence + 1, cancellationToken);
    }

    // They are not hashed with the records, and say who is shown as the one who acted.
    private async Task CheckIdsAsync(DatabaseTransaction transaction, Archive archive)
    {
        var check = new ArchivedRecordCheck(transaction, new RecordFaults());
        await foreach (var records in files.RecordsAsync(archive, transaction.CancellationToken).Chunk(ArchivedRecordCheck.AtOnce))
        {
            if (await check.FindAsync(archive.Chain, records) is [var (sequence, _, detail), ..])
            {
                throw new InvalidDataException($"The archive {archive.File} does not fit what the database keeps apart from it: record {sequence}: {detail}");
            }
        }
    }

    private async Task CopyBackAsync(DatabaseTransaction transaction, Archive archive)
    {
        await using var import = await transaction.Connection.BeginBinaryImportAsync(RecordColumns.Copy, transaction.CancellationToken);
        await foreach (var record in files.RecordsAsync(archive, transaction.CancellationToken))
        {
            await RecordColumns.Of(record.Record, record.Ids ?? throw new FormatException("An archived record has no ids."))
                .WriteAsync(import, record.Record, transaction.CancellationToken);
        }

        await import.CompleteAsync(transaction.CancellationToken);
    }

    // Of what was archived before reasons repeated what their records are searched by, and before kinds were kept.
    private static Task MakeSearchableAsync(DatabaseTransaction transaction, DateOnly month) => transaction.ExecuteAsync(
        """
        select complete_ledger_reasons(@from, @to);
        insert into audit_kind select distinct action, outcome, coalesce(secret_type, '') from audit_record
        where recorded_at >= @from and recorded_at < @to on conflict do nothing
        """,
        new
        {
            from = new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero),
            to = new DateTimeOffset(month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero),
        });
}
