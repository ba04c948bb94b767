using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Following;

/// <summary>202: the operation is durable and will run; <c>Location</c> leads to its progress.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Status">Always <c>pending</c> here.</param>
public sealed record OperationAccepted(Guid OperationId, string Status) : IAcceptedAnswer, IEndpointMetadataProvider
{
    [JsonIgnore]
    public string Location { get; init; } = "";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(OperationAccepted), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = Location;
        return httpContext.Response.WriteAsJsonAsync(this, httpContext.RequestAborted);
    }
}
