namespace PenguinMails.Rotation.Campaigns;

/// <summary>Advances the unfinished campaigns when one of them changes, and periodically. All of its state is in the database.</summary>
internal sealed class CampaignWorker(
    Database database, MigrationsDone migrations, CampaignStep step, ChangeNotices notices, TimeProvider time, ILogger<CampaignWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    // Covers missed notices and the steps that only become possible by the passing of time.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // Outcomes arrive in bursts; one run handles all of a burst.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(20);

    private readonly ChangeListener _changes = notices.Listen(CampaignNotices.Changed);

    protected override AsyncAutoResetEvent WakeUp => _changes;

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Debounce, Time, stoppingToken);
        await StepAllAsync(stoppingToken);
        return NextRun.After(PollInterval);
    }

    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
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
