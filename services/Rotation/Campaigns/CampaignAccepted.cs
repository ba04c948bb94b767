using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Campaigns;

/// <summary>202: the campaign is durable and under way; <c>Location</c> leads to its progress.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Total">How many secrets it covers.</param>
internal sealed record CampaignAccepted(Guid CampaignId, int Total) : IAcceptedAnswer, IEndpointMetadataProvider
{
    [JsonIgnore]
    public string Location => $"{CampaignEndpoints.Root}/{CampaignId}";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(CampaignAccepted), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = Location;
        return httpContext.Response.WriteAsJsonAsync(this, httpContext.RequestAborted);
    }
}
