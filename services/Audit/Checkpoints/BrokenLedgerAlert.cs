using System.Collections.Concurrent;

namespace PenguinMails.Audit.Checkpoints;

/// <summary>Raises the alert for a ledger that was changed, at once and repeatedly while it remains broken.</summary>
internal sealed class BrokenLedgerAlert(Database database, TimeProvider time)
{
    public const string Kind = "audit.ledger_broken";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // So long may the alert be on its way.
    private static readonly TimeSpan Underway = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _raised = new(StringComparer.Ordinal);

    public async Task RaiseAsync(LedgerBrokenException broken, CancellationToken cancellationToken)
    {
        var (key, now) = ($"{Kind}/{broken.Chain}", time.GetUtcNow());
        if (_raised.TryGetValue(broken.Chain, out var raised) && now - raised < Interval
            && (now - raised < Underway || await IsKnownAsync(key, raised, cancellationToken)))
        {
            return;
        }

        await database.InTransactionAsync(
            transaction => transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(now), Kind, AlertSeverities.Critical,
                key,
                TenantId: null, Secret: null,
                $"The audit ledger's chain {broken.Chain} is broken: {broken.What}",
                "Ask GET /api/v1/admin/vault/audit-logs/verify what was done to it, take the database's rights away from whoever did it, and restore the newest copy of the ledger.",
                TraceId: null, now)),
            cancellationToken);
        _raised[broken.Chain] = now;
    }

    // Alerts lie in the database that was set back: whoever does it again must not take the alert away with it.
    private Task<bool> IsKnownAsync(string key, DateTimeOffset raised, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ScalarAsync<bool>(
            "select exists (select from alert where raised_by = @Audit and deduplication_key = @key and last_occurred_at > @raised - interval '1 second')",
            new { PlatformServices.Audit, key, raised }),
        cancellationToken);
}
