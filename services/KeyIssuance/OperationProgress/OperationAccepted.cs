using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>202: the operation is durable and will run; <c>Location</c> leads to its progress.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Status">Always <c>pending</c> here.</param>
public sealed record OperationAccepted(Guid OperationId, string Status) : Accepted, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(OperationAccepted), ["application/json"]));
}
