namespace PenguinMails.Rotation.Campaigns;

/// <summary>A person pauses, resumes or cancels a campaign, or has its failed secrets tried again.</summary>
internal sealed class CampaignControl(CampaignItems items, AuditTrail trail, TimeProvider time)
{
    public Task<ControlOutcome> PauseAsync(DatabaseTransaction transaction, Guid campaignId, AuditActor actor) => ChangeAsync(
        transaction, campaignId, actor, "pause", campaign => campaign.State is CampaignStates.Canary or CampaignStates.Running,
        "update campaign set state = 'paused', state_reason = @by where campaign_id = @campaignId");

    /// <summary>Resumes the campaign, also after a halt. Earlier failures no longer count towards the failure rate.</summary>
    public async Task<ControlOutcome> ResumeAsync(DatabaseTransaction transaction, Guid campaignId, AuditActor actor)
    {
        var (all, canary) = await items.CountAsync(transaction, campaignId);
        return await ChangeAsync(
            transaction, campaignId, actor, "resume", campaign => campaign.State is CampaignStates.Paused or CampaignStates.Halted,
            Resume, all, canary.Finished < canary.Total);
    }

    /// <summary>What is under way ends; the rest is skipped.</summary>
    public Task<ControlOutcome> CancelAsync(DatabaseTransaction transaction, Guid campaignId, AuditActor actor) => ChangeAsync(
        transaction, campaignId, actor, "cancel", campaign => campaign.State is not (CampaignStates.Cancelled or CampaignStates.Completed),
        """
        update campaign set state = 'cancelled', state_reason = @by where campaign_id = @campaignId;
        update campaign_item set state = 'skipped', finished_at = @now, code = 'cancelled', detail = 'The campaign was cancelled before its turn.'
        where campaign_id = @campaignId and state = 'pending'
        """);

    /// <summary>Sets failed secrets to pending; a completed campaign resumes.</summary>
    public async Task<ControlOutcome> RetryAsync(DatabaseTransaction transaction, Guid campaignId, AuditActor actor)
    {
        var (all, _) = await items.CountAsync(transaction, campaignId);
        return await ChangeAsync(
            transaction, campaignId, actor, "retry", campaign => campaign.State != CampaignStates.Cancelled && all.Failed > 0,
            """
            update campaign_item set state = 'pending', next_at = @now, finished_at = null, asks = 0 where campaign_id = @campaignId and state = 'failed';
            """ + Resume,
            all with { Failed = 0 },
            isCanary: false);
    }

    private const string Resume =
        """
        update campaign set state = case when @isCanary then 'canary' else 'running' end, state_reason = null, resumed_at = @now, finished_at = null,
                            seen_finished = @seenFinished, seen_failed = @seenFailed
        where campaign_id = @campaignId
        """;

    private async Task<ControlOutcome> ChangeAsync(
        DatabaseTransaction transaction, Guid campaignId, AuditActor actor, string verb, Func<Campaign, bool> isAllowed,
        string sql,
        CampaignCounts? seen = null,
        bool isCanary = false)
    {
        var campaign = await transaction.QuerySingleOrDefaultAsync<Campaign>(
            $"select {Campaign.Columns} from campaign where campaign_id = @campaignId for update", new { campaignId });
        if (campaign is null)
        {
            return ControlOutcome.NotFound;
        }

        if (!isAllowed(campaign))
        {
            await RecordAsync(transaction, campaign, actor, verb, AuditOutcomes.Refused);
            return ControlOutcome.NotAllowed;
        }

        await transaction.ExecuteAsync(sql, new
        {
            campaignId,
            now = time.GetUtcNow(),
            by = $"By {actor.User}.",
            isCanary,
            seenFinished = (seen?.Succeeded + seen?.Failed) ?? 0,
            seenFailed = seen?.Failed ?? 0,
        });
        await RecordAsync(transaction, campaign, actor, verb, AuditOutcomes.Success);
        return ControlOutcome.Done;
    }

    private Task RecordAsync(DatabaseTransaction transaction, Campaign campaign, AuditActor actor, string verb, string outcome) =>
        trail.RecordAsync(transaction, actor, new AuditEntry($"campaign.{verb}", outcome)
        {
            CorrelationId = campaign.CampaignId,
            CampaignId = campaign.CampaignId,
            Reason = campaign.Reason,
            Code = outcome == AuditOutcomes.Refused ? ProblemCatalog.CampaignState.Code : null,
        });
}

/// <summary>The outcome of a control request.</summary>
internal enum ControlOutcome
{
    Done,
    NotFound,
    NotAllowed,
}
