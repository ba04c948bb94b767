using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest's object for each type of resource.</summary>
internal static class ManifestResources
{
    /// <summary>False: the manifest has nothing to say of resources of this type.</summary>
    public static bool CanWrite(IResource resource) =>
        resource is ProjectResource or ExecutableResource or ContainerResource or ParameterResource or IResourceWithConnectionString;

    public static Task WriteAsync(ManifestPublishingContext context, IResource resource) => resource switch
    {
        ProjectResource project => WriteProjectAsync(context, project),
        ContainerResource container => WriteContainerAsync(context, container),
        ExecutableResource executable => WriteExecutableAsync(context, executable),
        ParameterResource parameter => WriteParameterAsync(context, parameter),
        _ => WriteValueAsync(context, resource),
    };

    public static async Task WriteContainerAsync(ManifestPublishingContext context, ContainerResource container)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        context.Writer.WriteString("type", "container.v0");
        context.WriteConnectionString(container);
        context.Writer.WriteString(
            "image", (image.Registry is null ? "" : image.Registry + "/") + image.Image + (image.SHA256 is null ? $":{image.Tag}" : $"@sha256:{image.SHA256}"));
        if (container.Entrypoint is { } entrypoint)
        {
            context.Writer.WriteString("entrypoint", entrypoint);
        }

        await context.WriteCommandLineArgumentsAsync(container);
        await context.WriteEnvironmentVariablesAsync(container);
        context.WriteBindings(container);
    }

    private static async Task WriteProjectAsync(ManifestPublishingContext context, ProjectResource project)
    {
        context.Writer.WriteString("type", "project.v0");
        context.Writer.WriteString("path", context.GetManifestRelativePath(project.GetProjectMetadata().ProjectPath));
        await context.WriteCommandLineArgumentsAsync(project);
        await context.WriteEnvironmentVariablesAsync(project);
        context.WriteBindings(project);
    }

    private static async Task WriteExecutableAsync(ManifestPublishingContext context, ExecutableResource executable)
    {
        context.Writer.WriteString("type", "executable.v0");
        context.WriteConnectionString(executable);
        context.Writer.WriteString("workingDirectory", context.GetManifestRelativePath(executable.WorkingDirectory));
        context.Writer.WriteString("command", executable.Command);
        await context.WriteCommandLineArgumentsAsync(executable);
        await context.WriteEnvironmentVariablesAsync(executable);
        context.WriteBindings(executable);
    }

    private static Task WriteParameterAsync(ManifestPublishingContext context, ParameterResource parameter)
    {
        var writer = context.Writer;
        writer.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
        {
            writer.WriteString("connectionString", $"{{{parameter.Name}.value}}");
        }

        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            writer.WriteBoolean("secret", true);
        }

        if (parameter.Default is { } fallback)
        {
            writer.WriteStartObject("default");
            fallback.WriteToManifest(context);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        return Task.CompletedTask;
    }

    private static Task WriteValueAsync(ManifestPublishingContext context, IResource resource)
    {
        context.Writer.WriteString("type", "value.v0");
        context.WriteConnectionString(resource);
        return Task.CompletedTask;
    }
}
