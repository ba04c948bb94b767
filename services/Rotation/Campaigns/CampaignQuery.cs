namespace PenguinMails.Rotation.Campaigns;

/// <summary>Reads campaigns and their secrets.</summary>
internal sealed class CampaignQuery(Database database, TimeProvider time)
{
    public async Task<CampaignView?> FindAsync(Guid campaignId, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<Campaign>(
            $"select {Campaign.Columns} from campaign where campaign_id = @campaignId", new { campaignId }),
        cancellationToken) is { } campaign ? CampaignView.Of(campaign, time.GetUtcNow()) : null;

    /// <summary>Campaigns, newest first.</summary>
    public Task<PageOf<CampaignView>> ListAsync(string? state, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var campaigns = await page.ReadAsync<Campaign>(
                connection, Campaign.Columns, "campaign where @state::text is null or state = @state", "created_at desc, campaign_id", new { state });
            return campaigns.Select(campaign => CampaignView.Of(campaign, time.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>The secrets of a campaign, in the order in which they are taken.</summary>
    /// <param name="state">pending, running, succeeded, failed or skipped; null: any.</param>
    public Task<PageOf<CampaignItemView>> ItemsAsync(Guid campaignId, string? state, Page page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => page.ReadAsync<CampaignItemView>(
                connection,
                """
                tenant_id, type, name, server, is_canary,
                case state when 'asked' then 'running' else state end as State, attempts, operation_id,
                code, detail, finished_at
                """,
                "campaign_item where campaign_id = @campaignId and (@stored::text is null or state = @stored)",
                "ordinal",
                new { campaignId, stored = state == "running" ? "asked" : state }),
            cancellationToken);
}
