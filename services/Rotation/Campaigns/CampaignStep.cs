namespace PenguinMails.Rotation.Campaigns;

/// <summary>
/// Advances one campaign: counts outcomes, decides the next state, requests the next rotations, publishes the progress. All of it is one
/// transaction that holds the campaign's row, so that any number of instances may run it.
/// </summary>
internal sealed class CampaignStep(
    Database database, CampaignItems items, RotationPolicies policies, AuditTrail trail, IOptions<RotationOptions> options, TimeProvider time)
{
    private static readonly TimeSpan MaxPatience = TimeSpan.FromHours(6);

    public Task RunAsync(Guid campaignId, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.LockPoliciesSharedAsync();
            var campaign = await transaction.QuerySingleOrDefaultAsync<Campaign>(
                $"select {Campaign.Columns} from campaign where campaign_id = @campaignId and finished_at is null for update skip locked",
                new { campaignId });
            if (campaign is null)
            {
                return;
            }

            var now = time.GetUtcNow();
            var (all, canary) = await items.CountAsync(transaction, campaignId);
            var state = CampaignRules.Next(campaign, all, canary);
            if (state != campaign.State)
            {
                await ChangeAsync(transaction, campaign, state, all, now);
            }

            var asked = state is CampaignStates.Canary or CampaignStates.Running
                ? await RequestNextAsync(transaction, campaign, all, onlyCanary: state == CampaignStates.Canary, now)
                : 0;
            var counts = all with { Running = all.Running + asked };
            if (counts != campaign.Counts || state != campaign.State || (state == CampaignStates.Cancelled && counts.Running == 0))
            {
                await PublishProgressAsync(transaction, campaign, state, counts, now);
            }
        },
        cancellationToken);

    private async Task ChangeAsync(DatabaseTransaction transaction, Campaign campaign, string state, CampaignCounts counts, DateTimeOffset now)
    {
        var halted = state == CampaignStates.Halted;
        var reason = halted
            ? $"{counts.Failed - campaign.SeenFailed} of {counts.Succeeded + counts.Failed - campaign.SeenFinished} rotations failed; at most {campaign.MaxFailurePercent} % may."
            : null;
        await transaction.ExecuteAsync(
            "update campaign set state = @state, state_reason = @reason where campaign_id = @CampaignId", new { state, reason, campaign.CampaignId });
        await trail.RecordAsync(transaction, trail.Platform, new AuditEntry($"campaign.{Verb(state)}", AuditOutcomes.Success)
        {
            CorrelationId = campaign.CampaignId,
            CampaignId = campaign.CampaignId,
            OnBehalfOf = campaign.Actor.AsPrincipal(),
            Reason = reason ?? campaign.Reason,
            Details = new()
            {
                ["succeeded"] = $"{counts.Succeeded}",
                ["failed"] = $"{counts.Failed}",
                ["skipped"] = $"{counts.Skipped}",
                ["total"] = $"{counts.Total}",
            },
        });
        if (halted)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(), "campaign.halted", AlertSeverities.Critical,
                $"campaign.halted:{campaign.CampaignId}:{counts.Failed}",
                TenantId: null, Secret: null,
                $"Campaign {campaign.CampaignId} has halted. {reason}",
                $"Look at the failures at {CampaignEndpoints.Root}/{campaign.CampaignId}/items?state=failed, then resume or cancel it.",
                Activity.Current?.TraceId.ToHexString(),
                now));
        }
    }

    private async Task<int> RequestNextAsync(DatabaseTransaction transaction, Campaign campaign, CampaignCounts counts, bool onlyCanary, DateTimeOffset now)
    {
        var unanswered = await items.UnansweredAsync(transaction, campaign.CampaignId, now);
        var next = await items.NextAsync(transaction, campaign, free: campaign.Concurrency - counts.Running, onlyCanary, now);
        if (unanswered.Count + next.Count == 0)
        {
            return 0;
        }

        var known = await policies.LoadAsync(transaction, [.. unanswered.Concat(next).Select(item => item.TenantId)]);
        foreach (var item in unanswered)
        {
            await SendAsync(transaction, campaign, item, item.RequestId!.Value, known, now);
        }

        foreach (var item in next)
        {
            var requestId = RequestIds.For(campaign.CampaignId, item.Secret, item.Attempts + 1);
            await SendAsync(transaction, campaign, item with { RequestCount = 0 }, requestId, known, now);
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.request", AuditOutcomes.Success)
            {
                Secret = item.Secret,
                CorrelationId = requestId,
                CampaignId = campaign.CampaignId,
                OnBehalfOf = campaign.Actor.AsPrincipal(),
                Reason = campaign.Reason,
                Details = new() { ["campaignId"] = $"{campaign.CampaignId}", ["trigger"] = ScheduleTriggers.Campaign },
            });
        }

        return next.Count;
    }

    private async Task SendAsync(
        DatabaseTransaction transaction, Campaign campaign, CampaignItem item, Guid requestId, PolicySet known, DateTimeOffset now)
    {
        await items.MarkRequestedAsync(
            transaction, item, requestId, nextAt: now + BackOff.Wait(options.Value.Scheduler.RotationPatience, item.RequestCount, MaxPatience));
        await transaction.SendAsync(Queues.KeyIssuanceCommands, new RotateSecret(
            requestId, item.Secret, Triggers.Manual, ScheduleTriggers.Campaign, campaign.Reason,
            campaign.GracePeriod ?? known.For(item.Secret)?.GracePeriod, campaign.Actor.AsPrincipal(), campaign.CampaignId));
    }

    private static async Task PublishProgressAsync(
        DatabaseTransaction transaction, Campaign campaign, string state, CampaignCounts counts, DateTimeOffset now)
    {
        var isFinished = state == CampaignStates.Completed || (state == CampaignStates.Cancelled && counts.Running == 0);
        await transaction.ExecuteAsync(
            """
            update campaign set succeeded = @Succeeded, failed = @Failed, skipped = @Skipped, running = @Running, version = version + 1,
                                finished_at = case when @isFinished then @now end
            where campaign_id = @CampaignId
            """,
            new { counts.Succeeded, counts.Failed, counts.Skipped, counts.Running, isFinished, now, campaign.CampaignId });
        await transaction.PublishAsync(new CampaignProgressed(
            campaign.CampaignId, state, counts.Total, counts.Succeeded, counts.Failed, counts.Skipped, counts.Running,
            counts.Pending,
            campaign.Version + 1,
            now));
    }

    private static string Verb(string state) => state switch
    {
        CampaignStates.Halted => "halt",
        CampaignStates.Completed => "complete",
        _ => "continue",
    };
}
