namespace PenguinMails.Rotation.Campaigns;

/// <summary>State transitions of a campaign, by its counts.</summary>
internal static class CampaignRules
{
    /// <summary>Fewer outcomes say little about a rate: they count as this many, or as many as there will be.</summary>
    private const int SmallestSample = 10;

    /// <summary>The next state; the present one when nothing changes.</summary>
    /// <param name="campaign">As of its last published progress.</param>
    /// <param name="all">The counts of all of its secrets.</param>
    /// <param name="canary">The counts of its canary share.</param>
    public static string Next(Campaign campaign, CampaignCounts all, CampaignCounts canary)
    {
        if (campaign.State is CampaignStates.Cancelled or CampaignStates.Completed)
        {
            return campaign.State;
        }

        if (all.Finished == all.Total)
        {
            return CampaignStates.Completed;
        }

        if (campaign.State is CampaignStates.Paused or CampaignStates.Halted)
        {
            return campaign.State;
        }

        if (HasTooManyFailures(campaign, all, campaign.State == CampaignStates.Canary ? canary.Total : all.Total))
        {
            return CampaignStates.Halted;
        }

        return campaign.State == CampaignStates.Canary && canary.Finished == canary.Total ? CampaignStates.Running : campaign.State;
    }

    /// <summary>
    /// Whether the share of failures among the outcomes since it was last resumed is above the limit. With a limit of 0 the first
    /// failure is too many.
    /// </summary>
    public static bool HasTooManyFailures(Campaign campaign, CampaignCounts counts, int stageSize)
    {
        var failed = counts.Failed - campaign.SeenFailed;
        var finished = counts.Succeeded + counts.Failed - campaign.SeenFinished;
        var sample = Math.Max(finished, Math.Min(SmallestSample, stageSize));
        return failed > 0 && failed * 100L > (long)campaign.MaxFailurePercent * sample;
    }

    /// <summary>When the last outcome is to be expected, by the pace since the campaign was last resumed; null when that says nothing.</summary>
    public static DateTimeOffset? Eta(Campaign campaign, DateTimeOffset now)
    {
        var done = campaign.Succeeded + campaign.Failed - campaign.SeenFinished;
        var left = campaign.Total - campaign.Counts.Finished;
        return campaign.State is CampaignStates.Canary or CampaignStates.Running && done > 0 && left > 0 && now > campaign.ResumedAt
            ? now + ((now - campaign.ResumedAt) * ((double)left / done))
            : null;
    }
}
