using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>The committed OpenAPI document, as something that answers are compared with.</summary>
public sealed class ApiDescription
{
    private const string Components = "#/components/schemas/";

    private readonly JsonObject _document;
    private readonly JsonObject _definitions;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);
    private readonly List<(string Method, Regex Path, int Literals, JsonObject Operation)> _operations;

    private ApiDescription(JsonObject document)
    {
        _document = document;
        _definitions = Local(document["components"]!["schemas"]!);
        _operations =
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               select (operation.Key.ToUpperInvariant(), Pattern(path.Key), path.Key.Split('/').Count(part => !part.StartsWith('{')), operation.Value!.AsObject()),
        ];
    }

    public static ApiDescription Committed { get; } = new(
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppHostProcess.RepositoryRoot, "docs", "api", "openapi.json")))!.AsObject());

    /// <returns>The operation; <see langword="null"/> if the document has none for the method and path.</returns>
    public DescribedOperation? Find(string method, string path) => _operations
        .Where(operation => operation.Method == method && operation.Path.IsMatch(path))
        .OrderByDescending(operation => operation.Literals)
        .Select(operation => new DescribedOperation(this, operation.Operation))
        .FirstOrDefault();

    internal JsonNode Resolve(JsonNode response) =>
        (string?)response["$ref"] is { } reference ? _document["components"]!["responses"]![reference.Split('/')[^1]]! : response;

    // Each is read once: with all definitions it takes longer than the answer that it describes.
    internal JsonSchema SchemaOf(JsonNode schema) => _schemas.GetOrAdd(schema.ToJsonString(), _ =>
    {
        var whole = Local(schema);
        whole["$defs"] = _definitions.DeepClone();
        return JsonSchema.FromText(whole.ToJsonString());
    });

    private static JsonObject Local(JsonNode schema) =>
        JsonNode.Parse(schema.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal))!.AsObject();

    private static Regex Pattern(string template) => new(
        "^" + Regex.Replace(Regex.Escape(template), @"\\\{[^}]*\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));
}

/// <summary>An operation of the document.</summary>
public sealed class DescribedOperation(ApiDescription api, JsonObject operation)
{
    /// <returns>What of the answer the document does not describe; empty if it describes everything.</returns>
    public IReadOnlyList<string> Check(int status, string? mediaType, string? body)
    {
        if (operation["responses"]![$"{status}"] is not { } described)
        {
            return [$"status {status} is not described"];
        }

        if (api.Resolve(described)["content"] is not JsonObject content)
        {
            return mediaType is null ? [] : [$"a body of {mediaType} is not described"];
        }

        if (mediaType is null || content[mediaType] is not { } media)
        {
            return [$"media type {mediaType ?? "none"} is not described"];
        }

        return body is null ? [] : Findings(api.SchemaOf(media["schema"]!), body);
    }

    private static List<string> Findings(JsonSchema schema, string body)
    {
        var results = schema.Evaluate(JsonNode.Parse(body), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. results.Details.Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Values.Select(error => $"{detail.InstanceLocation}: {error}"))];
    }
}
