namespace PenguinMails.Audit.Detectors;

/// <summary>
/// Evaluates every rule on the next records. Cursor, windows and alerts change in one transaction, so that each record is evaluated once,
/// whoever stops or takes over in between.
/// </summary>
internal sealed class LedgerDetection(Database database, IEnumerable<IDetectorRule> rules, TimeProvider time, ILogger<LedgerDetection> log)
{
    private const int Batch = 500;

    /// <returns>How many records were evaluated; 0 when there are none, or another instance holds the cursor.</returns>
    public Task<int> EvaluateNextAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await transaction.LockCursorAsync() is not { } cursor)
            {
                return 0;
            }

            var records = await transaction.RecordsAfterAsync(cursor, Batch);
            var now = time.GetUtcNow();
            if (records.Count == 0)
            {
                return await SetBackAsync(transaction, cursor, now);
            }

            var recent = records.Where(record => record.OccurredAt > now - DetectorLimits.Memory).ToList();
            if (await transaction.TryAsync(() => EvaluateAllAsync(transaction, recent, now)) is not null)
            {
                await EvaluateOneByOneAsync(transaction, recent, now);
            }

            await transaction.PruneAsync(now - DetectorLimits.Memory);
            await transaction.MoveCursorAsync(records[^1].Sequence);
            return records.Count;
        },
        cancellationToken);

    // A cursor beyond the ledger's end would switch all rules off.
    private static async Task<int> SetBackAsync(DatabaseTransaction transaction, long cursor, DateTimeOffset now)
    {
        if (!await transaction.SetBackAsync(cursor, now - DetectorLimits.Memory))
        {
            return 0;
        }

        await transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(now), "audit.detectors_skipped", AlertSeverities.Critical, "audit.detectors_skipped", TenantId: null, Secret: null,
            $"The detectors were told that they had judged the ledger up to record {cursor}, which is beyond its end. What was recorded within two days is judged again.",
            "Find out who wrote to the table detector_cursor of the audit database, and run the ledger's verification.", TraceId: null, now));
        return 1;
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
