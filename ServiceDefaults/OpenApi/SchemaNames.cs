using System.Net.ServerSentEvents;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>Names of schemas in the OpenAPI document.</summary>
internal static class SchemaNames
{
    /// <returns>The schema's name; <see langword="null"/> for a type that is described where it is used.</returns>
    public static string? Of(JsonTypeInfo type)
    {
        var generic = type.Type.IsGenericType ? type.Type.GetGenericTypeDefinition() : null;
        if (generic == typeof(SseItem<>))
        {
            return null; // EventStreams describes it
        }

        if (generic == typeof(PageOf<>))
        {
            var item = type.Type.GetGenericArguments()[0].Name;
            return (item.EndsWith("View", StringComparison.Ordinal) ? item[..^"View".Length] : item) + "Page";
        }

        // "PlainText…" warns those who read the code; the API's readers see the plain name.
        return OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("PlainText", "", StringComparison.Ordinal);
    }
}
