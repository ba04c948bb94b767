using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting
{
    /// <summary>A resource whose endpoints other resources find by its name.</summary>
    public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

    public interface IProjectMetadata : IResourceAnnotation
    {
        /// <summary>Full path of the project file.</summary>
        string ProjectPath { get; }

        /// <summary>Whether it runs as it was built. Here every project does.</summary>
        bool SuppressBuild => false;
    }

    internal sealed class ProjectMetadata(string projectPath) : IProjectMetadata
    {
        public string ProjectPath { get; } = projectPath;
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    public static class ProjectResourceExtensions
    {
        public static IEnumerable<ProjectResource> GetProjectResources(this DistributedApplicationModel model) =>
            model.Resources.OfType<ProjectResource>();

        public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) =>
            projectResource.Annotations.OfType<IProjectMetadata>().Single();
    }
}
