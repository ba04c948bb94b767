using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest's object for an endpoint.</summary>
internal static class ManifestBindings
{
    // What a container listens on when nothing says otherwise; deployers of project.v0 choose for themselves.
    private const int FirstContainerPort = 8000;

    public static void Write(Utf8JsonWriter writer, IResource resource, EndpointAnnotation endpoint)
    {
        writer.WriteStartObject(endpoint.Name);
        writer.WriteString("scheme", endpoint.UriScheme);
        writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
        writer.WriteString("transport", endpoint.Transport);

        var target = endpoint.TargetPort ?? (resource is ProjectResource ? null : FirstContainerPort);
        if (endpoint.Port is { } port && port != target)
        {
            writer.WriteNumber("port", port);
        }

        if (target is { } targetPort)
        {
            writer.WriteNumber("targetPort", targetPort);
        }

        if (endpoint.IsExternal)
        {
            writer.WriteBoolean("external", true);
        }

        writer.WriteEndObject();
    }
}
