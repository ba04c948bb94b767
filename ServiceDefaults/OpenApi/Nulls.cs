using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// The API leaves out what has no value. The document therefore knows no null: such a field is not required.
/// </summary>
internal static class Nulls
{
    public static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { Type: JsonSchemaType.Null };

    public static bool MayBeNull(IOpenApiSchema schema) =>
        schema is OpenApiSchema concrete && (concrete.Type?.HasFlag(JsonSchemaType.Null) == true || concrete.OneOf?.Any(IsNull) == true);

    /// <returns>The schema without null: itself, or what a choice between it and null names.</returns>
    public static IOpenApiSchema Without(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema concrete)
        {
            return schema;
        }

        if (concrete.OneOf is { Count: 2 } choices && choices.Any(IsNull))
        {
            return choices.First(choice => !IsNull(choice));
        }

        concrete.Type &= ~JsonSchemaType.Null;
        return concrete;
    }
}
