namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>Asks the database again and again what is still current of that which is in memory, and drops the rest.</summary>
internal sealed class CacheConfirmation(
    Database database, MaterialCache cache, MigrationsDone migrations, IOptions<ServiceReadOptions> options, TimeProvider time, ILogger<CacheConfirmation> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override TimeSpan LongestBackOff => options.Value.ConfirmInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var entries = cache.Entries();
        if (entries.Count > 0)
        {
            await ConfirmAsync(entries, stoppingToken);
        }

        return NextRun.After(options.Value.ConfirmInterval);
    }

    private async Task ConfirmAsync(IReadOnlyList<KeyValuePair<SecretReference, CachedMaterial>> entries, CancellationToken cancellationToken)
    {
        var askedAt = Time.GetTimestamp();
        var current = (await database.ReadAsync(
            read => CurrentVersion.ListAsync(read, [.. entries.Select(entry => entry.Value.Version.SecretId)]), cancellationToken)).ToDictionary(version => version.SecretId);
        foreach (var entry in entries)
        {
            if (current.TryGetValue(entry.Value.Version.SecretId, out var version) && version.VersionId == entry.Value.Version.VersionId)
            {
                entry.Value.Confirm(version, askedAt);
            }
            else
            {
                cache.Drop(entry);
            }
        }
    }
}
