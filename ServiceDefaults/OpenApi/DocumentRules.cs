using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>Finishes a service's document: components that operations refer to, named enums, required fields, no nulls.</summary>
internal sealed class DocumentRules : IOpenApiDocumentTransformer
{
    private static readonly Dictionary<string, OpenApiMediaType> NoContent = [];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "PenguinMails Secrets", Version = "v1" };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        var ofRequests = RequestSchemas.In(document);
        SecuritySchemes.AddTo(document);
        AnswerHeaders.AddTo(document);
        foreach (var (name, schema) in (document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)).ToList())
        {
            if (schema is OpenApiSchema concrete)
            {
                Finish(concrete, document, isRequest: ofRequests.Contains(name));
            }
        }

        foreach (var operation in RequestSchemas.OperationsOf(document))
        {
            Finish(operation, document);
        }

        ProblemResponses.AddTo(document);
        return Task.CompletedTask;
    }

    private static void Finish(OpenApiOperation operation, OpenApiDocument document)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Schema = Finish(parameter.Schema!, document, isRequest: true);
        }

        foreach (var media in operation.RequestBody?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
        {
            media.Schema = Finish(media.Schema!, document, isRequest: true);
        }

        foreach (var media in operation.Responses?.Values.OfType<OpenApiResponse>().SelectMany(response => (response.Content ?? NoContent).Values) ?? [])
        {
            media.Schema = media.Schema is { } schema ? Finish(schema, document, isRequest: false) : null;
        }

        EventStreams.Describe(operation);
    }

    /// <returns>The schema to use in its place.</returns>
    private static IOpenApiSchema Finish(IOpenApiSchema schema, OpenApiDocument document, bool isRequest)
    {
        if (Nulls.Without(schema) is not OpenApiSchema concrete)
        {
            return Nulls.Without(schema);
        }

        if (concrete.Metadata?.TryGetValue(SchemaRules.EnumName, out var enumName) == true)
        {
            return NamedEnum((string)enumName, concrete, document);
        }

        if (concrete.Properties is { Count: > 0 } properties)
        {
            // What has a value is always in an answer. A request may leave out what its record presets.
            concrete.Required = new HashSet<string>(
                properties.Where(property => !Nulls.MayBeNull(property.Value) && (!isRequest || concrete.Required?.Contains(property.Key) == true))
                    .Select(property => property.Key),
                StringComparer.Ordinal);
            foreach (var (name, property) in properties.ToList())
            {
                properties[name] = Finish(property, document, isRequest);
            }
        }

        if (!isRequest)
        {
            concrete.MaxLength = null; // limits are for what is sent
        }

        concrete.Items = concrete.Items is { } items ? Finish(items, document, isRequest) : null;
        concrete.AdditionalProperties = concrete.AdditionalProperties is { } values ? Finish(values, document, isRequest) : null;
        concrete.ContentSchema = concrete.ContentSchema is { } content ? Finish(content, document, isRequest) : null;
        return concrete;
    }

    private static OpenApiSchemaReference NamedEnum(string name, OpenApiSchema field, OpenApiDocument document)
    {
        if (document.Components!.Schemas?.TryGetValue(name, out var other) == true && other.Enum is null)
        {
            throw new InvalidOperationException($"{name} names a type and the values of a field. Rename the constants.");
        }

        document.AddComponent<IOpenApiSchema>(name, new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. field.Enum!.Select(value => value.DeepClone())] });
        return new OpenApiSchemaReference(name, document) { Description = field.Description };
    }
}
