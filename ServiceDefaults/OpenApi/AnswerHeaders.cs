using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>The headers of answers.</summary>
internal static class AnswerHeaders
{
    private const string TraceId = "X-Trace-Id";
    private const string Location = "Location";
    private const string RetryAfter = "Retry-After";
    private const string ContentDisposition = "Content-Disposition";

    /// <summary>Defines the headers in the document's components.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        Add(document, TraceId, "The trace of the request; support finds it by this id.", new OpenApiSchema { Type = JsonSchemaType.String });
        Add(document, Location, "Where the progress of what was started can be read.", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" });
        Add(document, RetryAfter, "Seconds until the request may succeed.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" });
        Add(document, ContentDisposition, "The file's name.", new OpenApiSchema { Type = JsonSchemaType.String });
    }

    public static void AddTo(OpenApiResponse response, OpenApiDocument document, bool withLocation)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        response.Headers[TraceId] = new OpenApiHeaderReference(TraceId, document);
        if (withLocation)
        {
            response.Headers[Location] = new OpenApiHeaderReference(Location, document);
        }
    }

    public static Dictionary<string, IOpenApiHeader> OfFiles(OpenApiDocument document) =>
        new(StringComparer.Ordinal) { [ContentDisposition] = new OpenApiHeaderReference(ContentDisposition, document) };

    public static Dictionary<string, IOpenApiHeader> OfProblem(OpenApiDocument document, bool withRetryAfter)
    {
        var headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal) { [TraceId] = new OpenApiHeaderReference(TraceId, document) };
        if (withRetryAfter)
        {
            headers[RetryAfter] = new OpenApiHeaderReference(RetryAfter, document);
        }

        return headers;
    }

    private static void Add(OpenApiDocument document, string name, string description, OpenApiSchema schema) =>
        document.AddComponent<IOpenApiHeader>(name, new OpenApiHeader { Description = description, Schema = schema });
}
