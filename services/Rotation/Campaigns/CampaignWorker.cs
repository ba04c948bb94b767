using PenguinMails.Postgres;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>Brings campaigns forward whenever one changes, and now and then. It keeps nothing in memory.</summary>
internal sealed class CampaignWorker(
    Database database, MigrationsDone migrations, CampaignStep step, ChangeNotices notices, TimeProvider time, ILogger<CampaignWorker> log)
    : BackgroundService
{
    // For notices that were missed, and for what becomes possible by time alone.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    // Outcomes come in bursts.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var changes = notices.Listen(CampaignNotices.Changed);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StepAllAsync(stoppingToken);
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                Log.CampaignsWait(log, failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.CampaignBroke(log, failure);
            }

            await changes.WaitAsync(LookAgain, time, stoppingToken);
            await Task.Delay(Rest, time, stoppingToken);
        }
    }

    private async Task StepAllAsync(CancellationToken cancellationToken)
    {
        var unfinished = await database.ReadAsync(
            connection => connection.QueryAsync<Guid>("select campaign_id from campaign where finished_at is null order by created_at"),
            cancellationToken);
        foreach (var campaignId in unfinished)
        {
            await step.RunAsync(campaignId, cancellationToken);
        }
    }
}

/// <summary>What this folder announces with <c>pg_notify</c>; the payload is the campaign's id.</summary>
internal static class CampaignNotices
{
    public const string Changed = "campaign_changed";
}
