using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.SigningKeys;

/// <summary>
/// Reads the keys from Vault every minute, lets Vault add one when the newest has served its time, and puts each on record when it first
/// appears, whoever added it.
/// </summary>
internal sealed class SigningKeyUpkeep(
    Database database,
    MigrationsDone migrations,
    SigningKeyStore keys,
    ITransit transit,
    AuditTrail trail,
    IOptions<IdentityOptions> options,
    TimeProvider time,
    ILogger<SigningKeyUpkeep> log) : DatabaseWorker(migrations, time, log)
{
    private const long RotationLock = 0x6A776B73; // "jwks"
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await keys.ReadAsync(cancellationToken);
        if (IsDue)
        {
            await RotateAsync(cancellationToken);
        }

        foreach (var key in keys.All)
        {
            await RecordAsync(key, cancellationToken);
        }
    }

    protected override bool IsTransient(Exception failure) =>
        failure is VaultUnavailableException or VaultRefusedException { Refusal: VaultRefusal.KeyMissing } || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await RunAsync(stoppingToken);
        return NextRun.After(Interval);
    }

    private bool IsDue => SigningKeySchedule.IsRotationDue(keys.All, options.Value.SigningKeyLifetime, Time.GetUtcNow());

    // One instance at a time: several would add a version each.
    private Task RotateAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync("select pg_advisory_xact_lock(@RotationLock)", new { RotationLock });
            await keys.ReadAsync(cancellationToken);
            if (IsDue)
            {
                await transit.RotateAsync(TransitKey.IdentityTokens, cancellationToken);
                await keys.ReadAsync(cancellationToken);
            }
        },
        cancellationToken);

    private Task RecordAsync(SigningKey key, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var isNew = await transaction.ExecuteAsync(
                "insert into signing_key (key_id, version, first_seen_at) values (@KeyId, @Version, @now) on conflict do nothing",
                new { key.KeyId, key.Version, now = Time.GetUtcNow() }) == 1;
            if (isNew)
            {
                Log.SigningKeyAdded(Logger, key.KeyId, key.Version);
                await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("signing_key.add", AuditOutcomes.Success)
                {
                    Details = new(StringComparer.Ordinal)
                    {
                        ["keyId"] = key.KeyId,
                        ["version"] = key.Version.ToString(CultureInfo.InvariantCulture),
                    },
                });
            }
        },
        cancellationToken);
}
