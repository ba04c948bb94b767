namespace PenguinMails.AppHost.Resources;

internal static class BuiltAssembly
{
    /// <summary>
    /// Starts the assembly that was built with the AppHost. Aspire would start "dotnet run --no-build", which costs 60 MiB and
    /// a second of CPU more per process.
    /// </summary>
    public static IResourceBuilder<ProjectResource> StartsBuiltAssembly(this IResourceBuilder<ProjectResource> project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Resource.GetProjectMetadata().ProjectPath);
#pragma warning disable ASPIREPROJECTS001 // experimental in Aspire 13.6; nothing else replaces the launcher
        return project.WithAnnotation(new ProjectLaunchArgsOverrideAnnotation([RepositoryFolder.AssemblyOf(name)]));
#pragma warning restore ASPIREPROJECTS001
    }
}
