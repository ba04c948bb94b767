using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Detectors;

/// <summary>
/// Evaluates every rule on the next records. Cursor, windows and alerts change in one transaction, so that each record is evaluated once,
/// whoever stops or takes over in between. Where the cursor was moved by others, this instance judges what they passed over too: that costs time and
/// raises nothing twice, and a cursor that somebody moves to the ledger's end by hand hides nothing.
/// </summary>
internal sealed class LedgerDetection(
    Database database, IEnumerable<IDetectorRule> rules, WatchProgress progress, TimeProvider time, ILogger<LedgerDetection> log)
{
    private const int Batch = 500;
    private const int Again = 5_000; // of what others passed over, at most

    private long? _judged;

    /// <returns>How many records were evaluated; 0 when there are none, or another instance holds the cursor.</returns>
    public Task<int> EvaluateNextAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await transaction.LockCursorAsync() is not { } cursor)
            {
                return 0;
            }

            progress.Done(WatchProgress.Detectors);
            var from = _judged < cursor ? Math.Max(_judged.Value, cursor - Again) : cursor;
            var records = await transaction.RecordsAfterAsync(from, Batch);
            var now = time.GetUtcNow();
            if (records.Count == 0)
            {
                var isSetBack = await SetBackAsync(transaction, cursor, now);
                _judged = isSetBack ? null : cursor;
                return isSetBack ? 1 : 0;
            }

            var recent = records.Where(record => record.OccurredAt > now - DetectorLimits.Memory).ToList();
            if (await transaction.TryAsync(() => EvaluateAllAsync(transaction, recent, now)) is not null)
            {
                await EvaluateOneByOneAsync(transaction, recent, now);
            }

            await transaction.PruneAsync(now - DetectorLimits.Memory);
            _judged = records[^1].Sequence;
            await transaction.MoveCursorAsync(Math.Max(cursor, _judged.Value));
            return records.Count;
        },
        cancellationToken);

    // A cursor beyond the ledger's end would switch all rules off.
    private static async Task<bool> SetBackAsync(DatabaseTransaction transaction, long cursor, DateTimeOffset now)
    {
        if (!await transaction.SetBackAsync(cursor, now - DetectorLimits.Memory))
        {
            return false;
        }

        await transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(now), "audit.detectors_skipped", AlertSeverities.Critical, "audit.detectors_skipped", TenantId: null, Secret: null,
            $"The detectors were told that they had judged the ledger up to record {cursor}, which is beyond its end. What was recorded within two days is judged again.",
            "Find out who wrote to the table detector_cursor of the audit database, and run the ledger's verification.", TraceId: null, now));
        return true;
    }

    private async Task EvaluateAllAsync(DatabaseTransaction transaction, IEnumerable<EvaluatedRecord> records, DateTimeOffset now)
    {
        foreach (var record in records)
        {
            foreach (var rule in rules)
            {
                await EvaluateAsync(transaction, rule, record, now);
            }
        }
    }

    // A rule that fails on a record must not stop the other rules, or the evaluation of other records.
    private async Task EvaluateOneByOneAsync(DatabaseTransaction transaction, IEnumerable<EvaluatedRecord> records, DateTimeOffset now)
    {
        foreach (var record in records)
        {
            foreach (var rule in rules)
            {
                if (await transaction.TryAsync(() => EvaluateAsync(transaction, rule, record, now)) is { } failure)
                {
                    Log.RuleFailed(log, failure, rule.Kind, record.Sequence);
                    await transaction.PublishAsync(DetectorFailed(rule.Kind, record, now));
                }
            }
        }
    }

    private async Task EvaluateAsync(DatabaseTransaction transaction, IDetectorRule rule, EvaluatedRecord record, DateTimeOffset now)
    {
        foreach (var hit in rule.Evaluate(record))
        {
            if (await transaction.AddAsync(rule.Kind, hit, record) && record.OccurredAt > now - DetectorLimits.News)
            {
                await transaction.RaisedAsync(rule.Kind, hit, record);
                await transaction.PublishAsync(AlertOf(rule.Kind, hit, record));
                Log.Raised(log, rule.Kind, record.Sequence);
            }
        }
    }

    private static AlertRaised DetectorFailed(string kind, EvaluatedRecord record, DateTimeOffset now) => new(
        DetectorKey.AlertId("audit.detector_failed", kind, record.RecordId),
        "audit.detector_failed", AlertSeverities.Critical,
        $"audit.detector_failed:{kind}",
        TenantId: null, Secret: null,
        $"The rule {kind} could not judge record {record.Sequence} of the ledger and left it out.",
        "Check this record manually and report the cause in log event 4103 of the audit service.", record.TraceId, now);

    private static AlertRaised AlertOf(string kind, Hit hit, EvaluatedRecord record) => new(
        DetectorKey.AlertId(kind, hit.Key, record.RecordId),
        kind, hit.Alert.Severity,
        $"{kind}:{hit.Key}",
        hit.Alert.TenantId, hit.Alert.Secret, hit.Alert.Summary, hit.Alert.NextStep, record.TraceId, record.OccurredAt);
}
