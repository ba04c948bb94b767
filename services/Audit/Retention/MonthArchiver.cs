using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.RecordChecks;

namespace PenguinMails.Audit.Retention;

/// <summary>
/// Archives a month: its records are written to files with their checkpoints, the files are read and verified, and only then is the
/// partition dropped. After a crash it starts over; the partition exists until the files do.
/// </summary>
internal sealed class MonthArchiver(
    Database database, CheckpointSigner signer, ArchiveFiles files, ExportRecords records, ITransit transit, AuditTrail trail, IOptions<RetentionOptions> options, TimeProvider time)
{
    private const string Lock = "select pg_try_advisory_xact_lock(hashtext('audit_archive'))";

    // A transaction that waits for a lock on the whole table blocks all later readers, so give up early and retry.
    private const string BriefLock = "set local lock_timeout = '3s'";

    /// <summary>Creates the next month's partition in advance, so that appends do not wait for readers.</summary>
    public Task PrepareNextAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync($"{BriefLock}; select ensure_ledger_month(@next)", new { next = time.GetUtcNow().AddMonths(1) }),
        cancellationToken);

    /// <summary>Archives the oldest month that is due.</summary>
    /// <returns>The month; null when there is none, or another instance is archiving.</returns>
    public async Task<DateOnly?> ArchiveNextAsync(CancellationToken cancellationToken)
    {
        foreach (var chain in LedgerChains.All)
        {
            await signer.SignAllAsync(chain, cancellationToken);
        }

        return await database.InTransactionAsync(
            async transaction =>
            {
                if (!await transaction.ScalarAsync<bool>(Lock) || await OldestAsync(transaction) is not { } month)
                {
                    return (DateOnly?)null;
                }

                await transaction.AllowPausesAsync();
                var archives = new List<Archive>();
                foreach (var chain in LedgerChains.All)
                {
                    if (await WriteAsync(transaction, month, chain, cancellationToken) is { } archive)
                    {
                        await transaction.AddAsync(archive);
                        archives.Add(archive);
                    }
                }

                // Not by way of the outbox: until it arrived, the ledger would not say where these records are. Every append locks the chain
                // before the months.
                var record = trail.RecordOf(trail.Platform, EntryOf(OwnActions.Archive, month, archives));
                await transaction.AppendAsync(LedgerChains.Platform, [PendingRecord.Of(record)], time.GetUtcNow());
                await DropAsync(transaction, month);
                return month;
            },
            cancellationToken);
    }

    /// <summary>Detaches a restored month whose time has passed; its files exist.</summary>
    public Task<bool> DetachNextAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (!await transaction.ScalarAsync<bool>(Lock)
                || (await transaction.ArchivesAsync()).FirstOrDefault(archive => archive.AttachedUntil <= time.GetUtcNow()) is not { } due)
            {
                return false;
            }

            var archives = await transaction.ArchivesAsync(due.Month);
            await DropAsync(transaction, due.Month);
            await transaction.SetAttachedAsync(due.Month, until: null);
            await RecordAsync(transaction, trail.Platform, "audit_log.detach", due.Month, archives);
            return true;
        },
        cancellationToken);

    // The database itself makes sure that all of the month's records are in archives.
    private static Task DropAsync(DatabaseTransaction transaction, DateOnly month) =>
        transaction.ExecuteAsync($"{BriefLock}; select detach_ledger_month(@month)", new { month });

    internal Task RecordAsync(DatabaseTransaction transaction, AuditActor actor, string action, DateOnly month, IReadOnlyList<Archive> archives) =>
        trail.RecordAsync(transaction, actor, EntryOf(action, month, archives));

    private static AuditEntry EntryOf(string action, DateOnly month, IReadOnlyList<Archive> archives) => new(action, AuditOutcomes.Success)
    {
        Details = archives.ToDictionary(archive => archive.Chain, RecordedArchives.NameOf, StringComparer.Ordinal)
            .Append(new KeyValuePair<string, string>("month", $"{month:yyyy-MM}")).ToDictionary(StringComparer.Ordinal),
    };

    private async Task<DateOnly?> OldestAsync(DatabaseTransaction transaction)
    {
        var months = await transaction.QueryAsync<string>(
            "select right(inhrelid::regclass::text, 7) from pg_inherits where inhparent = 'audit_record'::regclass order by 1");
        var archived = (await transaction.ArchivesAsync()).Select(archive => archive.Month).ToHashSet();
        var present = time.GetUtcNow().UtcDateTime;
        var first = new DateOnly(present.Year, present.Month, 1).AddMonths(-options.Value.OnlineMonths);
        return months
            .Select(month => DateOnly.ParseExact(month, "yyyy_MM", null))
            .Where(month => month < first && !archived.Contains(month))
            .Select(month => (DateOnly?)month)
            .FirstOrDefault();
    }

    private async Task<Archive?> WriteAsync(DatabaseTransaction transaction, DateOnly month, string chain, CancellationToken cancellationToken)
    {
        var range = await transaction.QuerySingleOrDefaultAsync<Range>(
            "select min(sequence) as First, max(sequence) as Last from audit_record where chain = @chain and recorded_at >= @since and recorded_at < @until",
            new { chain, since = BeginOf(month), until = BeginOf(month.AddMonths(1)) });
        if (range?.First is not { } first || range.Last is not { } last)
        {
            return null;
        }

        var before = first == 1 ? null : await transaction.CheckpointOfAsync(chain, first - 1);
        var filter = new Dictionary<string, string>(StringComparer.Ordinal) { ["month"] = $"{month:yyyy-MM}" };
        var header = new ExportHeader(chain, IsComplete: true, time.GetUtcNow(), filter, before?.Statement.Number ?? 0);
        var file = ArchiveFiles.NameOf(month, chain);
        var hash = await files.WriteAsync(file, stream => CopyAsync(stream, header, before, first, last, cancellationToken), cancellationToken);
        await VerifyAsync(file, last - first + 1, cancellationToken);
        return new Archive
        {
            Month = month,
            Chain = chain,
            File = file,
            FileHash = hash,
            FirstSequence = first,
            LastSequence = last,
            AfterCheckpoint = header.After,
            ArchivedAt = time.GetUtcNow(),
        };
    }

    private static DateTimeOffset BeginOf(DateOnly month) => new(month, TimeOnly.MinValue, TimeSpan.Zero);

    private async Task CopyAsync(Stream stream, ExportHeader header, SignedCheckpoint? before, long first, long last, CancellationToken cancellationToken)
    {
        await using var writer = new ExportWriter(stream);
        await writer.WriteAsync(header, cancellationToken);
        if (before is not null)
        {
            await writer.WriteAsync(before, cancellationToken);
        }

        await foreach (var line in records.ReadAsync(new AuditLogFilter(header.Chain), new ExportRange(first, last, IsComplete: true, IsArchive: true), cancellationToken))
        {
            await (line switch
            {
                ExportLine.Record { Exported: var record } => writer.WriteAsync(record, cancellationToken),
                ExportLine.Checkpoint { Statement: var checkpoint } => writer.WriteAsync(checkpoint, cancellationToken),
                _ => Task.CompletedTask,
            });
        }

        await writer.CompleteAsync(cancellationToken);
    }

    /// <summary>Verifies a file as an external party would: with the public key alone.</summary>
    internal async Task VerifyAsync(string file, long count, CancellationToken cancellationToken)
    {
        var key = await transit.ReadKeyAsync(TransitKey.AuditCheckpoints, cancellationToken);
        using var keys = new CheckpointKeys(key?.PublicKeys ?? new Dictionary<int, string>());
        var result = await new ExportVerifier(keys).VerifyAsync(files.LinesAsync(file, cancellationToken), cancellationToken: cancellationToken);
        if (!result.IsValid || result.Records != count)
        {
            var problem = result.Findings.First.Count > 0 ? result.Findings.First[0].Detail : $"it has {result.Records} records instead of {count}";
            throw new InvalidDataException($"The archive {file} is not genuine: {problem}");
        }
    }

    private sealed record Range(long? First, long? Last);
}
