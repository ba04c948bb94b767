using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>Describes fields as their attributes say: values, forms, lengths, examples.</summary>
internal sealed class SchemaRules : IOpenApiSchemaTransformer
{
    /// <summary>Marks a schema that becomes one of the document's named enums.</summary>
    public const string EnumName = "x-enum-name";

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo is { } property)
        {
            schema.Description ??= property.AttributeProvider is PropertyInfo declared ? XmlDocs.Of(declared) : null;
            Apply(Attributes(property.AttributeProvider, property.AssociatedParameter?.AttributeProvider), property.Name, schema);
        }
        else if (context.ParameterDescription is { ParameterDescriptor: IParameterInfoParameterDescriptor descriptor } parameter)
        {
            if (Nullable.GetUnderlyingType(descriptor.ParameterInfo.ParameterType) is not null || parameter.Type == context.JsonTypeInfo.Type)
            {
                Apply(Attributes(descriptor.ParameterInfo), parameter.Name, schema);
            }
        }
        else if (context.ParameterDescription is null or { Source.Id: "Body" })
        {
            DescribeType(schema, context.JsonTypeInfo.Type);
            foreach (var required in context.JsonTypeInfo.Properties.Where(member => Attributes(member.AttributeProvider).OfType<RequiredAttribute>().Any()))
            {
                schema.Required = new HashSet<string>(schema.Required ?? new HashSet<string>(), StringComparer.Ordinal) { required.Name };
            }

            if (context.JsonTypeInfo.Properties.Any(member => member.IsExtensionData))
            {
                schema.AdditionalProperties = new OpenApiSchema(); // of any type, under names that are not fixed
                schema.AdditionalPropertiesAllowed = true;
            }
        }

        return Task.CompletedTask;
    }

    private static void DescribeType(OpenApiSchema schema, Type type)
    {
        schema.Description ??= XmlDocs.Of(type);
        if (type.GetCustomAttribute<ExampleAttribute>() is { } example)
        {
            schema.Examples = [JsonNode.Parse(example.Json)!];
        }
    }

    private static void Apply(List<Attribute> attributes, string name, OpenApiSchema schema)
    {
        FieldConventions.Apply(name, schema);
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case OneOfAttribute oneOf:
                    var target = schema.Items is OpenApiSchema items ? items : schema;
                    target.Enum = [.. oneOf.Values.Select(value => (JsonNode)value)];
                    if (oneOf.SchemaName is { } enumName)
                    {
                        target.Metadata ??= new Dictionary<string, object>(StringComparer.Ordinal);
                        target.Metadata[EnumName] = enumName;
                    }

                    break;
                case AllowedValuesAttribute allowed:
                    schema.Enum = [.. allowed.Values.OfType<string>().Select(value => (JsonNode)value)];
                    break;
                // The handler says what is missing, beside what else is wrong; so the property itself can be null.
                case RequiredAttribute:
                    schema.Type &= ~JsonSchemaType.Null;
                    break;
                case WrittenAsAttribute writtenAs:
                    FieldConventions.Apply(writtenAs.Form, schema);
                    break;
                case ExampleAttribute example:
                    schema.Examples = [JsonNode.Parse(example.Json)!];
                    break;
            }
        }
    }

    private static List<Attribute> Attributes(params ICustomAttributeProvider?[] providers) =>
        [.. providers.OfType<ICustomAttributeProvider>().SelectMany(provider => provider.GetCustomAttributes(inherit: true)).OfType<Attribute>()];
}
