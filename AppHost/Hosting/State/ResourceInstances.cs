namespace Aspire.Hosting.ApplicationModel;

/// <summary>The names of the processes that stand for a resource in this run, one per replica.</summary>
internal sealed class ResourceInstancesAnnotation(IReadOnlyList<string> ids) : IResourceAnnotation
{
    public IReadOnlyList<string> Ids { get; } = ids;
}

internal static class ResourceInstances
{
    public static IReadOnlyList<string> IdsOf(IResource resource) =>
        resource.TryGetLastAnnotation<ResourceInstancesAnnotation>(out var instances) ? instances.Ids : [resource.Name];

    public static CustomResourceSnapshot InitialSnapshot(IResource resource)
    {
        if (resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var given))
        {
            return given.InitialSnapshot;
        }

        resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon);
        return new CustomResourceSnapshot
        {
            ResourceType = TypeOf(resource),
            Properties = [],
            IconName = icon?.IconName,
            IconVariant = icon?.IconVariant,
        };
    }

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ContainerResource => "Container",
        ParameterResource => "Parameter",
        ConnectionStringResource => "ConnectionString",
        _ => resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
    };
}
