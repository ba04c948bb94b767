using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>The schemas that requests are made of.</summary>
internal static class RequestSchemas
{
    /// <returns>The names of the schemas that some request body leads to.</returns>
    public static IReadOnlySet<string> In(OpenApiDocument document)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var content in OperationsOf(document).Select(operation => operation.RequestBody?.Content))
        {
            Collect(content?.Values.FirstOrDefault()?.Schema, names);
        }

        return names;
    }

    public static IEnumerable<OpenApiOperation> OperationsOf(OpenApiDocument document) =>
        document.Paths.Values.Where(path => path.Operations is not null).SelectMany(path => path.Operations!.Values);

    private static void Collect(IOpenApiSchema? schema, HashSet<string> names)
    {
        if (schema is null || (schema is OpenApiSchemaReference { Reference.Id: { } name } && !names.Add(name)))
        {
            return;
        }

        IEnumerable<IOpenApiSchema?> parts = [.. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AllOf ?? [], schema.Items, schema.AdditionalProperties];
        foreach (var part in parts)
        {
            Collect(part, names);
        }
    }
}
