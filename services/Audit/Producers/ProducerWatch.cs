using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Evidence;

namespace PenguinMails.Audit.Producers;

/// <summary>
/// Puts on record which audit records of services did not come, which of these came after all, and which services number anew. It raises
/// alerts straight in this service's database: what takes records away may take alerts too.
/// </summary>
internal sealed class ProducerWatch(
    Database database, ProducerTable producers, AlertTable alerts, AuditTrail trail, IOptions<EvidenceOptions> options, TimeProvider time)
{
    /// <param name="watchedFor">For how long this instance has watched without an interruption.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    public Task RunAsync(TimeSpan watchedFor, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (!await ProducerTable.TryLockAsync(transaction))
            {
                return;
            }

            await producers.MarkAsync(transaction);
            if (await ProducerTable.IsBeingUpgradedAsync(transaction))
            {
                await ProducerTable.BlockAppendsAsync(transaction);
                await ProducerTable.PassOverAsync(transaction);
            }

            // While records may still be on their way to an instance, nothing is missing.
            var judges = watchedFor >= options.Value.MissingAfter && await producers.IsHeardSteadilyAsync(transaction);
            if (await producers.HasNewsAsync(transaction, judges))
            {
                await ProducerTable.BlockAppendsAsync(transaction);
                await ReportRestoredAsync(transaction);
                await ReportArrivedAsync(transaction);
                if (judges)
                {
                    await ReportMissingAsync(transaction);
                }
            }
        },
        cancellationToken);

    private async Task ReportMissingAsync(DatabaseTransaction transaction)
    {
        var missing = await producers.TakeMissingAsync(transaction);
        await RecordAsync(transaction, MissingRecords.MissingAction, AuditOutcomes.Failed, missing);
        foreach (var service in missing.GroupBy(range => range.Service, StringComparer.Ordinal))
        {
            var (first, count) = (service.First(), service.Sum(range => range.Count));
            await RaiseAsync(
                transaction, MissingRecords.MissingAction, service.Key,
                $"{count} audit records that {service.Key} sent have not arrived, from number {first.First} of epoch {first.Epoch} on: another client consumed or purged them.",
                $"Look for messages of {service.Key} in the queue audit-events_error and move them back. Otherwise find out at the broker who read, purged or deleted audit-events, and change that password; GET /api/v1/admin/vault/audit-logs/verify lists what is missing.");
        }
    }

    private async Task ReportArrivedAsync(DatabaseTransaction transaction)
    {
        var arrived = await ProducerTable.TakeArrivedAsync(transaction);
        await RecordAsync(transaction, MissingRecords.ArrivedAction, AuditOutcomes.Success, arrived);
        foreach (var service in arrived.Select(range => range.Service).Distinct(StringComparer.Ordinal))
        {
            if (await ProducerTable.FindClosedAlertAsync(transaction, service, KeyOf(MissingRecords.MissingAction, service)) is { } alertId)
            {
                var now = time.GetUtcNow();
                await alerts.EndAsync(transaction, alertId, $"All of them had arrived at {LedgerTime.Write(now)}.", now);
            }
        }
    }

    private async Task ReportRestoredAsync(DatabaseTransaction transaction)
    {
        var following = await ProducerTable.TakeFollowingEpochsAsync(transaction);
        await RecordAsync(transaction, OwnActions.ProducerRestored, AuditOutcomes.Failed, following.Select(epoch => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["service"] = epoch.Service,
            ["epoch"] = $"{epoch.Epoch}",
            ["previousEpoch"] = $"{epoch.Previous}",
            ["previousNumber"] = $"{epoch.PreviousNumber}",
        }));
        foreach (var epoch in following)
        {
            await RaiseAsync(
                transaction, OwnActions.ProducerRestored, epoch.Service,
                $"{epoch.Service} numbers its audit records anew: its database was set back to a copy, made anew, or failed over. What it had last committed may be lost.",
                $"Find out who did that. If it was not planned, compare what {epoch.Service} holds with its records in the ledger; the numbers need nothing done.");
        }

        var reused = await ProducerTable.TakeReusedAsync(transaction);
        await RecordAsync(transaction, OwnActions.ProducerRestored, AuditOutcomes.Failed, reused);
        foreach (var range in reused.DistinctBy(range => (range.Service, range.Epoch))) // the first of each epoch
        {
            await RaiseAsync(
                transaction, OwnActions.ProducerRestored, range.Service,
                $"{range.Service} gives numbers of its audit records a second time, from {range.First} of epoch {range.Epoch} on: its database was set back to an older copy.",
                $"Find out who did that; what {range.Service} had committed since the copy is lost. Then begin a new epoch there, or a record that is lost does not show: docs/operations, \"Audit records that do not arrive\".");
        }
    }

    private Task RecordAsync(DatabaseTransaction transaction, string action, string outcome, IReadOnlyList<NumberRange> ranges) =>
        RecordAsync(transaction, action, outcome, ranges.Select(MissingRecords.DetailsOf));

    private async Task RecordAsync(DatabaseTransaction transaction, string action, string outcome, IEnumerable<Dictionary<string, string>> details)
    {
        var records = details.Select(each => PendingRecord.Of(trail.RecordOf(trail.Platform, new AuditEntry(action, outcome) { Details = each }))).ToList();
        if (records.Count > 0)
        {
            await transaction.AppendAsync(LedgerChains.Platform, records, time.GetUtcNow());
        }
    }

    private Task RaiseAsync(DatabaseTransaction transaction, string kind, string service, string summary, string nextStep)
    {
        var now = time.GetUtcNow();
        return alerts.RaiseAsync(transaction, new AlertRaised(
            Guid.CreateVersion7(now), kind, AlertSeverities.Critical, KeyOf(kind, service), TenantId: null, Secret: null, summary, nextStep, TraceId: null, now));
    }

    private static string KeyOf(string kind, string service) => $"{kind}/{service}";
}
