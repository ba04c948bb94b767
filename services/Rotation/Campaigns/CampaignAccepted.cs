namespace PenguinMails.Rotation.Campaigns;

/// <summary>202: the campaign is durable and under way; <c>Location</c> leads to its progress.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Total">How many secrets it covers.</param>
[Example("""{"campaignId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","total":212}""")]
internal sealed record CampaignAccepted(Guid CampaignId, int Total) : Accepted;

/// <summary>200: nothing matches, so that nothing is begun and nothing has to be confirmed.</summary>
/// <param name="Total">How many secrets match: 0.</param>
[Example("""{"total":0}""")]
internal sealed record NothingToRotate(int Total);
