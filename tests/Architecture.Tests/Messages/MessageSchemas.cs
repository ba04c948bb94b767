using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>Makes a JSON schema of each message type, with its documentation.</summary>
internal static class MessageSchemas
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Every event and command of the contracts.</summary>
    public static IReadOnlyList<Type> MessageTypes =>
    [
        .. typeof(IEvent).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && (type.IsAssignableTo(typeof(IEvent)) || type.IsAssignableTo(typeof(ICommand))))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    public static string SchemaOf(Type message)
    {
        var schema = Options.GetJsonSchemaAsNode(message, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Complete,
        }).AsObject();
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:penguinmails:message:{message.Name}",
            ["title"] = message.Name,
        };
        foreach (var (name, value) in schema.ToList())
        {
            schema.Remove(name);
            document[name] = value;
        }

        return document.ToJsonString(Options) + "\n";
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return schema;
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            // What may be null may be absent; everything else is always there.
            node["required"] = new JsonArray(
                [.. context.TypeInfo.Properties.Where(property => !property.IsGetNullable).Select(property => (JsonNode)property.Name)]);
        }

        var text = context.PropertyInfo is { } member
            ? ContractDocumentation.OfParameter(member.DeclaringType, member.Name)
            : context.Path.IsEmpty ? ContractDocumentation.OfType(context.TypeInfo.Type) : null;
        if (text is not null)
        {
            node.Insert(0, "description", text);
        }

        return node;
    }
}
