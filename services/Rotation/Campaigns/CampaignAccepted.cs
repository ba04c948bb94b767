using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>202: the campaign is durable and under way; <c>Location</c> leads to its progress.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Total">How many secrets it covers.</param>
internal sealed record CampaignAccepted(Guid CampaignId, int Total) : Accepted, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(CampaignAccepted), ["application/json"]));
}
