using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace PenguinMails.Identity.KeyRing;

/// <summary>
/// Creates the keys of the platform's key ring, with which the services read tokens: the first key at once, each later key well before
/// the last one expires. An advisory lock lets one instance work at a time: two keys created at once could both be used before every
/// service has read them.
/// </summary>
internal sealed class KeyRingUpkeep(
    Database database, MigrationsDone migrations, IKeyManager keys, TimeProvider time, ILogger<KeyRingUpkeep> log)
    : DatabaseWorker(migrations, time, log)
{
    private const long KeyRingLock = 0x6B657972696E67; // "keyring"
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan CreatedBeforeExpiry = TimeSpan.FromDays(14);

    // Services read the ring once a day, so each of them knows a new key before the first token is made with it.
    private static readonly TimeSpan ActivationDelay = TimeSpan.FromDays(3);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(EnsureKeyAsync, stoppingToken);
        return NextRun.After(Interval);
    }

    private async Task EnsureKeyAsync(DatabaseTransaction transaction)
    {
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(@KeyRingLock)", new { KeyRingLock });
        var now = Time.GetUtcNow();
        var usable = keys.GetAllKeys().Where(key => !key.IsRevoked && key.ExpirationDate > now).ToList();
        if (usable.Any(key => key.ExpirationDate > now + CreatedBeforeExpiry))
        {
            return;
        }

        var activeFrom = usable.Any(key => key.ActivationDate <= now) ? now + ActivationDelay : now;
        var made = keys.CreateNewKey(activeFrom, activeFrom + Lifetime);
        Log.KeyMade(Logger, made.KeyId, activeFrom);
    }
}
