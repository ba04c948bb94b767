using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

/// <summary>
/// Destroys the private half of delivered keys in Vault, where <see cref="SshKeyOptions.DestroyDeliveredKeys"/> asks for it. It
/// goes on from what it finds, so it may be killed anywhere; what is public of the version stays.
/// </summary>
internal sealed class DeliveredKeys(
    Database database, IKeyValueStore vault, AuditTrail trail, MigrationsDone migrations, TimeProvider time, IOptions<SshKeyOptions> ssh, IOptions<KeyIssuanceOptions> options, ILogger<DeliveredKeys> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override bool IsTransient(Exception failure) => TransientFailures.IsTransient(failure) || failure is VaultRefusedException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (!ssh.Value.DestroyDeliveredKeys)
        {
            return NextRun.Never;
        }

        foreach (var key in await FindAsync(stoppingToken))
        {
            await DestroyAsync(key, stoppingToken);
        }

        return NextRun.After(options.Value.Lease / 3);
    }

    private Task<IReadOnlyList<DeliveredKey>> FindAsync(CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QueryAsync<DeliveredKey>(
            """
            select s.tenant_id, s.type, s.name, v.version_id, v.fingerprint
            from reveal r join secret_version v on v.version_id = r.version_id join secret s on s.secret_id = v.secret_id
            where r.mode = 'once' and r.outcome = 'delivered' and s.type = 'ssh' and v.state = 'current' and v.material_destroyed_at is null limit 100
            """),
        cancellationToken);

    private async Task DestroyAsync(DeliveredKey key, CancellationToken cancellationToken)
    {
        var path = VaultPath.Ssh(key.TenantId, key.Name);
        using var stored = await vault.ReadAsync(path, cancellationToken: cancellationToken);
        if (stored is null || stored.Text("version_id") != key.VersionId.ToString())
        {
            return; // a rotation replaces it, and destroys it then
        }

        if (stored.Values.Contains(ServerKeys.PrivateKey))
        {
            using var publicValues = stored.Values.Without(ServerKeys.PrivateKey);
            if (await vault.WriteAsync(path, publicValues, stored.Version, cancellationToken) is not WriteOutcome.Written)
            {
                return;
            }
        }

        if (await vault.ReadMetadataAsync(path, cancellationToken) is { } kept)
        {
            await vault.DestroyAsync(
                path, [.. kept.Versions.Where(version => version.Version <= stored.Version && !version.IsDestroyed && version.Version < kept.CurrentVersion).Select(version => version.Version)], cancellationToken);
        }

        await database.InTransactionAsync(transaction => MarkAsync(transaction, key), cancellationToken);
    }

    private async Task MarkAsync(DatabaseTransaction transaction, DeliveredKey key)
    {
        var marked = await transaction.ExecuteAsync(
            "update secret_version set material_destroyed_at = @now where version_id = @VersionId and material_destroyed_at is null",
            new { now = Time.GetUtcNow(), key.VersionId });
        if (marked == 1)
        {
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("ssh_key.destroy_delivered", AuditOutcomes.Success)
            {
                Secret = new SecretReference(key.TenantId, key.Type, key.Name),
                VersionId = key.VersionId,
                Details = new() { ["fingerprint"] = key.Fingerprint },
            });
        }
    }

    private sealed record DeliveredKey(Guid TenantId, string Type, string Name, Guid VersionId, string Fingerprint);
}
