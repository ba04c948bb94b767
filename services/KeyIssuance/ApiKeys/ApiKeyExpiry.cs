using PenguinMails.KeyIssuance.ApiKeys.Keys;
using PenguinMails.KeyIssuance.ApiKeys.Usage;

namespace PenguinMails.KeyIssuance.ApiKeys;

/// <summary>
/// Records and tells the ends of keys whose time is over, and removes usage that is too old. That a key is refused from then on needs no work: whoever
/// verifies compares the time. Any number of instances may run it.
/// </summary>
internal sealed class ApiKeyExpiry(
    Database database, UsageStore usage, AuditTrail trail, MigrationsDone migrations, IOptions<ApiKeyOptions> options, TimeProvider time, ILogger<ApiKeyExpiry> log)
    : DatabaseWorker(migrations, time, log)
{
    private const string Action = "api_key.expire";
    private const string UsedAlert = "api_key.used_before_end";
    private static readonly TimeSpan UseWarning = TimeSpan.FromHours(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private DateTimeOffset _nextSweep;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (Time.GetUtcNow() >= _nextSweep)
        {
            await usage.SweepAsync(Time.GetUtcNow() - options.Value.KeepUsageFor, stoppingToken);
            _nextSweep = Time.GetUtcNow() + SweepInterval;
        }

        return await RecordOneAsync(stoppingToken) || await WarnOfOneAsync(stoppingToken) ? NextRun.Now : NextRun.After(options.Value.ExpiryInterval);
    }

    /// <summary>Something used a replaced key within the hour before its end: it breaks then, unless somebody holds the key.</summary>
    private Task<bool> WarnOfOneAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var now = Time.GetUtcNow();
            if (await transaction.QuerySingleOrDefaultAsync<ApiKeyRow>(
                $"""
                select {ApiKeyRow.Columns} from api_key k
                where expires_at > @now and expires_at <= @soon and revoked_at is null and expiry_recorded_at is null and use_warned_at is null
                  and last_used_at > @recently and exists (select from api_key s where s.replaces = k.key_id)
                order by expires_at limit 1 for update of k skip locked
                """,
                new { now, soon = now + UseWarning, recently = now - UseWarning }) is not { } key)
            {
                return false;
            }

            await transaction.ExecuteAsync("update api_key set use_warned_at = @now where key_id = @KeyId", new { now, key.KeyId });
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(now),
                UsedAlert,
                AlertSeverities.Warning,
                $"{UsedAlert}:{key.KeyId}",
                key.TenantId,
                key.Reference,
                $"The API key {key.Name} was rotated and ends at {key.ExpiresAt!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, and something has used it within the last hour: it will be refused then.",
                "Give the successor to what still uses it; its usage says from where. Or put the end off: POST /api/v1/tenant/api-keys/{keyId}/hold.",
                Activity.Current?.TraceId.ToHexString(),
                now));
            return true;
        },
        cancellationToken);

    private Task<bool> RecordOneAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var now = Time.GetUtcNow();
            if (await transaction.QuerySingleOrDefaultAsync<ApiKeyRow>(
                $"""
                select {ApiKeyRow.Columns} from api_key k where expires_at <= @now and revoked_at is null and expiry_recorded_at is null
                order by expires_at limit 1 for update of k skip locked
                """,
                new { now }) is not { } key)
            {
                return false;
            }

            await transaction.ExecuteAsync("update api_key set expiry_recorded_at = @now where key_id = @KeyId", new { now, key.KeyId });
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry(Action, AuditOutcomes.Success)
            {
                Secret = key.Reference,
                VersionId = key.KeyId,
                Details = new(StringComparer.Ordinal)
                {
                    ["name"] = key.Name,
                    ["cause"] = key.ReplacedBy is null ? "lifetime" : "grace_period",
                    ["lastUsedAt"] = key.LastUsedAt?.ToString("O", CultureInfo.InvariantCulture) ?? "never",
                },
            });
            await transaction.PublishAsync(new ApiKeyExpired(key.KeyId, key.TenantId, key.ExpiresAt!.Value));
            await ApiKeyNotices.ExpiredAsync(transaction, key, now);
            return true;
        },
        cancellationToken);
}
