using System.Text.Json.Nodes;

namespace PenguinMails.Gateway.OpenApi;

/// <summary>Makes one OpenAPI document of the services' documents. The same input in any order gives the same bytes.</summary>
internal static class DocumentMerger
{
    private const string PublicPrefix = "/api/";
    private const string SchemaReference = "#/components/schemas/";

    /// <param name="documents">The services' documents by service name.</param>
    public static JsonObject Merge(IEnumerable<KeyValuePair<string, JsonObject>> documents)
    {
        var paths = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var tags = new SortedSet<string>(StringComparer.Ordinal);
        var components = new SortedDictionary<string, SortedDictionary<string, JsonNode?>>(StringComparer.Ordinal);
        var version = "3.1.1";
        foreach (var (service, original) in documents.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var document = WithoutNameClashes(service, original, components);
            version = document["openapi"]?.GetValue<string>() ?? version;
            foreach (var (path, item) in Members(document["paths"]).Where(path => path.Key.StartsWith(PublicPrefix, StringComparison.Ordinal)))
            {
                paths[path] = Joined(paths.GetValueOrDefault(path), item);
                tags.UnionWith(Members(item).SelectMany(operation => TagsOf(operation.Value)));
            }

            foreach (var (kind, entries) in Members(document["components"]))
            {
                var known = components.TryGetValue(kind, out var existing) ? existing : components[kind] = new(StringComparer.Ordinal);
                foreach (var (name, entry) in Members(entries))
                {
                    known[name] = entry?.DeepClone();
                }
            }
        }

        return new JsonObject
        {
            ["openapi"] = version,
            ["info"] = ApiOverview.Info(),
            ["paths"] = new JsonObject(paths),
            ["components"] = new JsonObject(components.Select(kind => KeyValuePair.Create(kind.Key, (JsonNode?)new JsonObject(kind.Value)))),
            ["tags"] = new JsonArray([.. tags.Select(ApiOverview.Tag)]),
        };
    }

    /// <summary>Two services may answer one path, each by methods of its own.</summary>
    private static JsonObject Joined(JsonNode? known, JsonNode? item)
    {
        var joined = known as JsonObject ?? [];
        foreach (var (method, operation) in Members(item))
        {
            joined[method] = operation?.DeepClone();
        }

        return joined;
    }

    /// <summary>Renames schemas that another service has under the same name with another content.</summary>
    private static JsonObject WithoutNameClashes(
        string service, JsonObject original, SortedDictionary<string, SortedDictionary<string, JsonNode?>> components)
    {
        var document = original.DeepClone().AsObject();
        if (!components.TryGetValue("schemas", out var known) || document["components"]?["schemas"] is not JsonObject schemas)
        {
            return document;
        }

        var prefix = string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var renamed = schemas
            .Where(schema => known.TryGetValue(schema.Key, out var other) && !JsonNode.DeepEquals(schema.Value, other))
            .ToDictionary(schema => schema.Key, schema => prefix + schema.Key, StringComparer.Ordinal);
        foreach (var (name, newName) in renamed)
        {
            var schema = schemas[name];
            schemas.Remove(name);
            schemas[newName] = schema;
        }

        RewriteReferences(document, renamed);
        return document;
    }

    private static void RewriteReferences(JsonNode? node, Dictionary<string, string> renamed)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                RewriteReferences(item, renamed);
            }
        }
        else if (node is JsonObject value)
        {
            if (value["$ref"] is JsonValue reference && reference.TryGetValue<string>(out var target)
                && target.StartsWith(SchemaReference, StringComparison.Ordinal)
                && renamed.TryGetValue(target[SchemaReference.Length..], out var newName))
            {
                value["$ref"] = SchemaReference + newName;
            }

            foreach (var (_, member) in value)
            {
                RewriteReferences(member, renamed);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node as JsonObject ?? [];

    private static IEnumerable<string> TagsOf(JsonNode? operation) =>
        (operation as JsonObject)?["tags"] is JsonArray names ? names.Select(name => name!.GetValue<string>()) : [];
}
