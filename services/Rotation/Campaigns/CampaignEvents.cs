using System.Net.ServerSentEvents;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>A campaign as server-sent events; the stream ends when no rotation is running.</summary>
internal sealed class CampaignEvents(CampaignQuery query, ChangeNotices notices, TimeProvider time)
    : ProgressStream<CampaignView>(notices, time, CampaignNotices.Changed, "campaign")
{
    public IAsyncEnumerable<SseItem<CampaignView>> FollowAsync(CampaignView first, CancellationToken cancellationToken) =>
        FollowAsync(first.CampaignId, first, token => query.FindAsync(first.CampaignId, token), cancellationToken);

    protected override bool IsFinished(CampaignView state) => state.FinishedAt is not null;

    protected override bool IsSame(CampaignView shown, CampaignView now) =>
        now.Version == shown.Version && now.State == shown.State && now.FinishedAt is null;
}
