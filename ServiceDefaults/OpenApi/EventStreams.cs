using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Describes server-sent events as OpenAPI 3.2 does: the stream as a list of events, whose <c>data</c> is JSON of a schema.
/// </summary>
internal static class EventStreams
{
    private const string MediaType = "text/event-stream";

    public static void Describe(OpenApiOperation operation)
    {
        if (operation.Responses?.TryGetValue("200", out var answer) != true || answer is not OpenApiResponse { Content: { } content } response
            || !content.TryGetValue(MediaType, out var media) || media is not OpenApiMediaType { Schema.Properties: { } item } stream)
        {
            return;
        }

        response.Description = "Server-sent events. Each event's data is JSON of the schema that is named there.";
        stream.Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string>(StringComparer.Ordinal) { "data" },
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["event"] = Text("The kind of event."),
                    ["id"] = Text("Sent back as Last-Event-ID, it resumes the stream where the server supports it."),
                    ["retry"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0", Description = "Milliseconds to wait before reconnecting." },
                    ["data"] = new OpenApiSchema { Type = JsonSchemaType.String, ContentMediaType = "application/json", ContentSchema = item["data"] },
                },
            },
        };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
