using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.VaultTrail.Access;
using PenguinMails.Audit.VaultTrail.Calls;
using PenguinMails.Audit.VaultTrail.Configuration;
using PenguinMails.Audit.VaultTrail.Entries;

namespace PenguinMails.Audit.VaultTrail.Ingestion;

/// <summary>Appends lines of Vault's audit log to the ledger and stores the reads of material for correlation.</summary>
internal sealed class TrailAppend(AccessTable accesses, AlertTable alerts, TimeProvider time, ILogger<TrailAppend> log)
{
    /// <summary>Lines that are appended in one transaction.</summary>
    public const int BatchSize = 500;

    /// <summary>Bytes after which a batch is large enough.</summary>
    public const int BatchBytes = 4 * VaultTrailOptions.LineLimit;

    /// <summary>A line that the ledger cannot keep holds up none of the others: it is recorded as unreadable, with its hash.</summary>
    public async Task AppendAsync(DatabaseTransaction transaction, IReadOnlyList<TrailLine> lines, string source)
    {
        if (await transaction.TryAsync(() => AppendAllAsync(transaction, lines, source)) is null)
        {
            return;
        }

        foreach (var line in lines)
        {
            if (await transaction.TryAsync(() => AppendAllAsync(transaction, [line], source)) is { } failure)
            {
                Log.LineRefused(log, failure, source);
                await AppendAllAsync(transaction, [line with { Fault = TrailLine.Refused }], source);
            }
        }
    }

    private async Task AppendAllAsync(DatabaseTransaction transaction, IReadOnlyList<TrailLine> lines, string source)
    {
        var now = time.GetUtcNow();
        var records = new List<PendingRecord>(lines.Count);
        var calls = new List<VaultEntry>();
        var entries = new List<VaultEntry>(lines.Count);
        foreach (var line in lines)
        {
            switch (line.Fault is { } fault ? new ReadLine.Unreadable(fault) : EntryReader.Read(line.Bytes, now))
            {
                case ReadLine.Response { Entry: { Path: TrailCalls.Path } call } when VaultNoise.Is(call):
                    calls.Add(call);
                    break;
                case ReadLine.Response { Entry: var entry } when !VaultNoise.Is(entry):
                    entries.Add(entry);
                    records.Add(VaultRecords.Of(entry));
                    break;
                case ReadLine.Unreadable unreadable:
                    records.Add(VaultRecords.Unreadable(line.Bytes.Span, unreadable.Reason, source, now));
                    IngestionTelemetry.Unreadable(unreadable.Reason);
                    break;
            }
        }

        await TrailCalls.SeenAsync(transaction, calls, source == TrailSources.File ? TrailWay.File : TrailWay.Socket);
        if (records.Count == 0)
        {
            return;
        }

        // The ledger takes this lock anyway. Taking it first serializes the entries that arrive through file and socket concurrently.
        await transaction.LockChainAsync(LedgerChains.Vault);
        await accesses.StoreAsync(transaction, entries, now);
        await transaction.AppendAsync(LedgerChains.Vault, records, now);
        foreach (var skipped in lines.Where(line => line.Fault is TrailLine.TooLong or TrailLine.Refused).GroupBy(line => line.Fault!))
        {
            await alerts.RaiseAsync(transaction, Skipped(skipped.Key, skipped.Count(), source, now));
        }
    }

    private static AlertRaised Skipped(string fault, int count, string source, DateTimeOffset now) => new(
        Guid.CreateVersion7(now),
        "audit.vault_line_skipped",
        AlertSeverities.Warning,
        $"audit.vault_line_skipped:{source}:{fault}",
        TenantId: null,
        Secret: null,
        fault == TrailLine.TooLong
            ? $"{count} lines of Vault's audit log ({source}) were longer than {VaultTrailOptions.LineLimit} bytes and were skipped."
            : $"{count} lines of Vault's audit log ({source}) could not be appended to the ledger and were skipped.",
        "Find out what was asked of Vault: the record vault.unreadable_entry has the hash of the line, or of the beginning of one that is too long.",
        TraceId: null,
        now);
}
