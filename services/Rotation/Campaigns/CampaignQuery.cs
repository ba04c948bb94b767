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
            var now = time.GetUtcNow();
            var campaigns = await connection.QueryAsync<Campaign>(
                $"""
                select {Campaign.Columns} from campaign where @state::text is null or state = @state
                order by created_at desc, campaign_id limit @Size offset @Offset
                """,
                new { state, page.Size, page.Offset });
            var total = await connection.ScalarAsync<int>("select count(*) from campaign where @state::text is null or state = @state", new { state });
            return new PageOf<CampaignView>([.. campaigns.Select(campaign => CampaignView.Of(campaign, now))], page.Number, page.Size, total);
        },
        cancellationToken);

    /// <summary>The secrets of a campaign, in the order in which they are taken.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="state">pending, running, succeeded, failed or skipped; null: any.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    public Task<PageOf<CampaignItemView>> ItemsAsync(Guid campaignId, string? state, Page page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                const string Where = "campaign_id = @campaignId and (@stored::text is null or state = @stored)";
                var stored = state == "running" ? "asked" : state;
                var items = await connection.QueryAsync<CampaignItemView>(
                    $"""
                    select tenant_id as TenantId, type as Type, name as Name, server as Server, is_canary as IsCanary,
                           case state when 'asked' then 'running' else state end as State, attempts as Attempts, operation_id as OperationId,
                           code as Code, detail as Detail, finished_at as FinishedAt
                    from campaign_item where {Where} order by ordinal limit @Size offset @Offset
                    """,
                    new { campaignId, stored, page.Size, page.Offset });
                var total = await connection.ScalarAsync<int>($"select count(*) from campaign_item where {Where}", new { campaignId, stored });
                return new PageOf<CampaignItemView>(items, page.Number, page.Size, total);
            },
            cancellationToken);
}
