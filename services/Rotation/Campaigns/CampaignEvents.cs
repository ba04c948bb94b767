using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>
/// A campaign as server-sent events: its state, every change, and periodic repetitions that keep the connection through proxies open;
/// the stream ends when no rotation is running. It receives the changes of every instance.
/// </summary>
internal sealed class CampaignEvents(CampaignQuery query, ChangeNotices notices, TimeProvider time)
{
    // For notices that were missed.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<SseItem<CampaignView>> FollowAsync(CampaignView first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = notices.Listen(CampaignNotices.Changed, first.CampaignId.ToString());
        var shown = first;
        var shownAt = time.GetTimestamp();
        yield return Item(first);
        while (shown.FinishedAt is null)
        {
            // At once, too: it may have changed before anybody listened.
            if (await query.FindAsync(first.CampaignId, cancellationToken) is not { } now)
            {
                yield break;
            }

            if (now.Version != shown.Version || now.State != shown.State || now.FinishedAt is not null || time.GetElapsedTime(shownAt) > RepeatInterval)
            {
                shown = now;
                shownAt = time.GetTimestamp();
                yield return Item(now);
            }
            else
            {
                await changes.WaitAsync(PollInterval, time, cancellationToken);
            }
        }
    }

    private static SseItem<CampaignView> Item(CampaignView campaign) => new(campaign, "campaign");
}
