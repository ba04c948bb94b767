using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;

namespace PenguinMails.KeyIssuance.Following;

/// <summary>202: something is durable and will be done; <c>Location</c> leads to its progress.</summary>
public abstract record Accepted : IResult
{
    [JsonIgnore]
    public string Location { get; init; } = "";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = Location;
        return httpContext.Response.WriteAsJsonAsync(this, GetType(), httpContext.RequestAborted);
    }
}

/// <summary>202: the operation is durable and will run; <c>Location</c> leads to its progress.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Status">Always <c>pending</c> here.</param>
public sealed record OperationAccepted(Guid OperationId, string Status) : Accepted, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(OperationAccepted), ["application/json"]));
}
