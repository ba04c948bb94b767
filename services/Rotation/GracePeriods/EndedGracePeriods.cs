namespace PenguinMails.Rotation.GracePeriods;

/// <summary>Requests that KeyIssuance retires versions whose grace period has ended, until it has proven that they are refused.</summary>
internal sealed class EndedGracePeriods(IOptions<RotationOptions> options, AuditTrail trail)
{
    private static readonly TimeSpan MaxPatience = TimeSpan.FromHours(1);

    /// <summary>Sends one batch of commands.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> RetireAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        var scheduler = options.Value.Scheduler;
        var ended = await transaction.QueryAsync<Ended>(
            """
            select version_id, tenant_id, type, name, asks as RequestCount
            from grace_period where state <> 'over' and next_ask_at <= @now
            order by next_ask_at limit @BatchSize for update skip locked
            """,
            new { now, scheduler.BatchSize });
        foreach (var version in ended)
        {
            var secret = new SecretReference(version.TenantId, version.Type, version.Name);
            await transaction.SendAsync(Queues.KeyIssuanceCommands, new RetirePreviousVersion(secret, version.VersionId));
            await transaction.ExecuteAsync(
                "update grace_period set state = 'asked', asks = asks + 1, next_ask_at = @nextAskAt where version_id = @VersionId",
                new { version.VersionId, nextAskAt = now + BackOff.Wait(scheduler.RetirementPatience, version.RequestCount, MaxPatience) });
            if (version.RequestCount == 0)
            {
                await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.request_retirement", AuditOutcomes.Success)
                {
                    Secret = secret,
                    VersionId = version.VersionId,
                });
            }
        }

        return ended.Count;
    }

    private sealed record Ended(Guid VersionId, Guid TenantId, string Type, string Name, int RequestCount);
}
