using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is shown of a resource and does not change while it runs: its addresses and relationships.</summary>
internal static class ResourceDisplay
{
    /// <summary>Property that puts a resource below another one; its value is the name of an instance.</summary>
    public const string ParentName = "resource.parentName";

    public static async Task ShowAsync(IResource resource, HostContext host, CancellationToken cancellationToken)
    {
        var urls = await UrlsOfAsync(resource, host, cancellationToken);
        var relationships = RelationshipsOf(resource);
        var parent = ParentOf(resource);
        await host.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Urls = urls,
            Relationships = relationships,
            Properties = parent is null
                ? snapshot.Properties
                : snapshot.Properties.Add(new ResourcePropertySnapshot(ParentName, ResourceInstances.IdsOf(parent)[0])),
        });
    }

    private static IResource? ParentOf(IResource resource) => resource is IResourceWithParent child
        ? child.Parent
        : resource.Annotations.OfType<ResourceRelationshipAnnotation>().LastOrDefault(relationship => relationship.Type == "Parent")?.Resource;

    private static async Task<ImmutableArray<UrlSnapshot>> UrlsOfAsync(IResource resource, HostContext host, CancellationToken cancellationToken)
    {
        var context = new ResourceUrlsCallbackContext(host.ExecutionContext, resource, cancellationToken: cancellationToken);
        if (resource is IResourceWithEndpoints owner)
        {
            context.Urls.AddRange(owner.GetEndpoints().Where(endpoint => endpoint.IsAllocated)
                .Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }));
        }

        context.Urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return
        [
            .. context.Urls.Select(url => new UrlSnapshot(
                url.Endpoint?.EndpointName, url.Url, IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
            {
                DisplayProperties = new(url.DisplayText ?? "", url.DisplayOrder ?? 0),
            }),
        ];
    }

    private static ImmutableArray<RelationshipSnapshot> RelationshipsOf(IResource resource)
    {
        var relationships = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(relationship => new RelationshipSnapshot(relationship.Resource.Name, relationship.Type));
        return
        [
            .. (resource is IResourceWithParent child ? relationships.Append(new(child.Parent.Name, "Parent")) : relationships).Distinct(),
        ];
    }
}
