using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.TenantAccess;

/// <summary>Has a domain's records looked at now: by the watch, and by the operation that waits for them.</summary>
internal sealed class DkimChecks(AuditTrail trail, TimeProvider time)
{
    private const string Action = "dkim_key.check";

    /// <returns>Null when the tenant has no key for the domain.</returns>
    public async Task<DkimCheckAccepted?> StartAsync(DatabaseTransaction transaction, SecretReference secret, AuditActor actor)
    {
        var secretId = await transaction.ScalarAsync<Guid?>(
            "select secret_id from secret where tenant_id = @TenantId and type = @Type and name = @Name and deleted_at is null", secret);
        if (secretId is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            update dkim_record r set look_at = @now from secret_version v
            where v.version_id = r.version_id and v.secret_id = @secretId and (r.look_at is not null or v.state in ('staged', 'installed', 'verified'));
            update operation set not_before = now()
            where secret_id = @secretId and status in ('pending', 'running') and waiting_for = @Waiting and lease_owner is null and not_before > now();
            """,
            new { secretId, now, DnsCodes.Waiting });
        await trail.RecordAsync(transaction, actor, new AuditEntry(Action, AuditOutcomes.Success) { Secret = secret });
        return new DkimCheckAccepted(secret.Name, now);
    }
}

/// <summary>202: the records are looked at now; <c>Location</c> leads to what is seen.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="RequestedAt">Records whose <c>observedAt</c> is later have been looked at since, UTC.</param>
[Example("""{"domain":"acme.example","requestedAt":"2026-11-30T09:00:00Z"}""")]
internal sealed record DkimCheckAccepted(string Domain, DateTimeOffset RequestedAt) : Accepted;
