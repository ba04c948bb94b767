using System.Text.Json.Nodes;

namespace PenguinMails.OpenApi.Tests;

/// <summary>An operation of the document.</summary>
internal sealed record Operation(string Method, string Path, JsonObject Node)
{
    public static IEnumerable<Operation> In(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select new Operation(method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject());

    public IEnumerable<JsonObject> Parameters => (Node["parameters"] as JsonArray ?? []).Select(parameter => parameter!.AsObject());

    public IEnumerable<KeyValuePair<string, JsonNode?>> Responses => Node["responses"]!.AsObject();

    public override string ToString() => $"{Method} {Path}";
}
