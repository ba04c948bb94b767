using Microsoft.AspNetCore.DataProtection.KeyManagement;
using PenguinMails.Postgres;

namespace PenguinMails.Identity.KeyRing;

/// <summary>
/// Makes the keys of the platform's ring, which the services use to read tokens: the first one at once, each later one well
/// before the last expires. One instance at a time (an advisory lock), so that nobody meets a token of a key that it cannot know.
/// </summary>
internal sealed class KeyRingUpkeep(
    Database database, MigrationsDone migrations, IKeyManager keys, TimeProvider time, ILogger<KeyRingUpkeep> log) : BackgroundService
{
    private const long KeyRingLock = 0x6B657972696E67; // "keyring"
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan MadeBefore = TimeSpan.FromDays(14);

    // Services read the ring once a day: they all know a key before the first token made with it.
    private static readonly TimeSpan Announcement = TimeSpan.FromDays(3);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Interval;
            try
            {
                await database.InTransactionAsync(EnsureKeyAsync, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.KeyRingWaits(log, failure.Message);
                wait = RetryInterval;
            }

            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private async Task EnsureKeyAsync(DatabaseTransaction transaction)
    {
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(@KeyRingLock)", new { KeyRingLock });
        var now = time.GetUtcNow();
        var usable = keys.GetAllKeys().Where(key => !key.IsRevoked && key.ExpirationDate > now).ToList();
        if (usable.Any(key => key.ExpirationDate > now + MadeBefore))
        {
            return;
        }

        var activeFrom = usable.Any(key => key.ActivationDate <= now) ? now + Announcement : now;
        var made = keys.CreateNewKey(activeFrom, activeFrom + Lifetime);
        Log.KeyMade(log, made.KeyId, activeFrom);
    }
}
