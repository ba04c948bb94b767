using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>The state in which a custom resource is first shown.</summary>
    public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
    {
        public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
    }
}

namespace Aspire.Hosting
{
    public static class CustomResourceExtensions
    {
        public static IResourceBuilder<TResource> WithInitialState<TResource>(
            this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot)
            where TResource : IResource =>
            builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
    }
}
