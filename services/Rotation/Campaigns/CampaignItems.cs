namespace PenguinMails.Rotation.Campaigns;

/// <summary>Reads and writes the secrets of campaigns.</summary>
internal sealed class CampaignItems
{
    private const string Columns =
        """
        campaign_id, ordinal, tenant_id, type, name, attempts, request_id, asks as "RequestCount"
        """;

    /// <summary>How many pending secrets are read per free slot, because some of their servers are busy.</summary>
    private const int LookAhead = 20;

    private const int MaxRepeats = 50;

    /// <returns>How far all of it, and the canary share, have come.</returns>
    public async Task<(CampaignCounts All, CampaignCounts Canary)> CountAsync(DatabaseTransaction transaction, Guid campaignId)
    {
        var rows = await transaction.QueryAsync<StateCount>(
            """
            select is_canary, state, count(*)::int as "Count" from campaign_item where campaign_id = @campaignId group by 1, 2
            """,
            new { campaignId });
        return (Counts(rows), Counts([.. rows.Where(row => row.IsCanary)]));
    }

    /// <summary>Secrets whose request has been unanswered for long.</summary>
    public Task<IReadOnlyList<CampaignItem>> UnansweredAsync(DatabaseTransaction transaction, Guid campaignId, DateTimeOffset now) =>
        transaction.QueryAsync<CampaignItem>(
            $"""
            select {Columns} from campaign_item where campaign_id = @campaignId and state = 'asked' and next_at <= @now
            order by ordinal limit @MaxRepeats for update skip locked
            """,
            new { campaignId, now, MaxRepeats });

    /// <summary>The secrets that may begin now: as many as are free, and not too many on one server.</summary>
    public async Task<IReadOnlyList<CampaignItem>> NextAsync(
        DatabaseTransaction transaction, Campaign campaign, int free, bool onlyCanary, DateTimeOffset now) => free <= 0 ? [] :
        await transaction.QueryAsync<CampaignItem>(
            $"""
            with busy as (
                select server, count(*) as running from campaign_item where campaign_id = @CampaignId and state = 'asked' group by server),
            near as (
                select *, row_number() over (partition by server order by ordinal) as turn from (
                    select item.*, coalesce(busy.running, 0) as running from campaign_item item left join busy using (server)
                    where campaign_id = @CampaignId and state = 'pending' and next_at <= @now and (is_canary or not @onlyCanary)
                      and coalesce(busy.running, 0) < @PerServer
                    order by ordinal limit @lookAhead) as free)
            select {Columns} from campaign_item where campaign_id = @CampaignId and state = 'pending' and ordinal in (
                select ordinal from near where turn + running <= @PerServer order by ordinal limit @free)
            order by ordinal for update skip locked
            """,
            new { campaign.CampaignId, campaign.PerServer, onlyCanary, now, free, lookAhead = free * LookAhead });

    public Task MarkRequestedAsync(DatabaseTransaction transaction, CampaignItem item, Guid requestId, DateTimeOffset nextAt) => transaction.ExecuteAsync(
        """
        update campaign_item set state = 'asked', attempts = attempts + case when request_id is distinct from @requestId then 1 else 0 end,
                                 request_id = @requestId, asks = @asks, next_at = @nextAt, code = null, detail = null
        where campaign_id = @CampaignId and ordinal = @Ordinal
        """,
        new { item.CampaignId, item.Ordinal, requestId, asks = item.RequestCount + 1, nextAt });

    private static CampaignCounts Counts(IReadOnlyList<StateCount> rows)
    {
        int Of(string state) => rows.Where(row => row.State == state).Sum(row => row.Count);
        return new CampaignCounts(rows.Sum(row => row.Count), Of("succeeded"), Of("failed"), Of("skipped"), Of("asked"));
    }

    private sealed record StateCount(bool IsCanary, string State, int Count);
}

/// <summary>One secret of a campaign.</summary>
internal sealed record CampaignItem(Guid CampaignId, int Ordinal, Guid TenantId, string Type, string Name, int Attempts, Guid? RequestId, int RequestCount)
{
    public SecretReference Secret => new(TenantId, Type, Name);
}
