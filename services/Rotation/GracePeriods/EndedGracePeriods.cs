using PenguinMails.Rotation.Campaigns;

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
            select g.version_id, g.tenant_id, g.type, g.name, g.asks as RequestCount, g.campaign_id, c.actor::text as CampaignActorJson
            from grace_period g left join campaign c using (campaign_id) where g.state <> 'over' and g.next_ask_at <= @now
            order by g.next_ask_at limit @BatchSize for update of g skip locked
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
                    OnBehalfOf = version.CampaignActorJson is { } actor ? Campaign.ActorOf(actor).AsPrincipal() : null,
                    CampaignId = version.CampaignId,
                });
            }
        }

        return ended.Count;
    }

    private sealed record Ended(Guid VersionId, Guid TenantId, string Type, string Name, int RequestCount, Guid? CampaignId, string? CampaignActorJson);
}
