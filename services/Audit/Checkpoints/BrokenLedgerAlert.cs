using System.Collections.Concurrent;

namespace PenguinMails.Audit.Checkpoints;

/// <summary>Raises the alert for a ledger that was changed, at once and repeatedly while it remains broken.</summary>
internal sealed class BrokenLedgerAlert(Database database, TimeProvider time)
{
    public const string Kind = "audit.ledger_broken";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _raised = new(StringComparer.Ordinal);

    public async Task RaiseAsync(LedgerBrokenException broken, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_raised.TryGetValue(broken.Chain, out var raised) && now - raised < Interval)
        {
            return;
        }

        await database.InTransactionAsync(
            transaction => transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(now), Kind, AlertSeverities.Critical,
                $"{Kind}/{broken.Chain}",
                TenantId: null, Secret: null,
                $"The audit ledger's chain {broken.Chain} does not follow from what was signed, from record {broken.Sequence} on.",
                "Ask GET /api/v1/admin/vault/audit-logs/verify what was done to it, take the database's rights away from whoever did it, and restore the ledger.",
                TraceId: null, now)),
            cancellationToken);
        _raised[broken.Chain] = now;
    }
}
