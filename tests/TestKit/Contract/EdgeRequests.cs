using System.Text.Json.Nodes;

namespace PenguinMails.TestKit;

/// <summary>
/// Requests made from a service's own OpenAPI document: each has an edge value in one place, and else what the schema asks for. A fixed
/// choice of them is sent: <c>EDGE_CASES</c> in the environment chooses more, <c>EDGE_SEED</c> others.
/// </summary>
public sealed class EdgeRequests
{
    private const int Chosen = 1_500;
    private const int DeepestSchema = 6;

    // A repeated one would take the session away from the requests that follow.
    private const string SignOut = "signOut";

    private readonly JsonNode _document;

    private EdgeRequests(JsonNode document) => _document = document;

    /// <summary>Sends edge values to every operation of a service.</summary>
    /// <param name="anonymous">Reads the document.</param>
    /// <param name="clientOf">Who calls an operation, by its path.</param>
    /// <returns>What was answered with a status from 500, or with a body that is no problem.</returns>
    public static async Task<IReadOnlyList<string>> FindFailuresAsync(HttpClient anonymous, Func<string, HttpClient> clientOf)
    {
        var requests = new EdgeRequests(JsonNode.Parse(await anonymous.GetStringAsync("/openapi/v1.json"))!).All().ToArray();
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("EDGE_SEED") ?? "1", null));
        random.Shuffle(requests);
        var count = int.Parse(Environment.GetEnvironmentVariable("EDGE_CASES") ?? $"{Chosen}", null);
        var failures = new List<string>();
        foreach (var request in requests.DistinctBy(request => request.Operation).Concat(requests).Take(count))
        {
            using var message = request.ToMessage();
            using var answer = await clientOf(request.Path).SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            if ((int)answer.StatusCode >= 500 || ((int)answer.StatusCode >= 400 && answer.Content.Headers.ContentType?.MediaType != "application/problem+json"))
            {
                failures.Add($"{(int)answer.StatusCode} {request}: {await answer.Content.ReadAsStringAsync()}");
            }
        }

        TestContext.Out.WriteLine($"{Math.Min(count, requests.Length)} of {requests.Length} requests");
        return failures;
    }

    private IEnumerable<EdgeRequest> All() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where (string?)operation.Value!["operationId"] != SignOut
        from request in Of(path.Key, operation.Key, operation.Value!.AsObject())
        select request;

    private IEnumerable<EdgeRequest> Of(string path, string method, JsonObject operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!)).ToList();
        var plain = new EdgeRequest($"{method} {path}", path, new HttpMethod(method.ToUpperInvariant()))
        {
            Places = parameters.Where(parameter => (string?)parameter["in"] == "path").ToDictionary(Name, parameter => Sample(Schema(parameter)).ToString(), StringComparer.Ordinal),
        };
        var query = parameters.Where(parameter => (string?)parameter["in"] == "query").ToList();
        var full = plain with { Query = query.ToDictionary(Name, parameter => Sample(Schema(parameter)).ToString(), StringComparer.Ordinal) };
        foreach (var parameter in query)
        {
            foreach (var value in EdgeValues.OfText(Schema(parameter)))
            {
                yield return plain.With(Name(parameter), value);
                yield return full.With(Name(parameter), value);
            }
        }

        if (query.Exists(parameter => Name(parameter) == "from"))
        {
            foreach (var (from, to) in EdgeValues.Periods)
            {
                yield return plain.With("from", from).With("to", to);
            }
        }

        foreach (var parameter in parameters.Where(parameter => (string?)parameter["in"] == "path" && (string?)Schema(parameter)["format"] != "uuid"))
        {
            foreach (var value in EdgeValues.OfText(Schema(parameter)).Where(value => value.Trim().Length > 0 && !value.Contains('\0')))
            {
                yield return plain with { Places = new(plain.Places, StringComparer.Ordinal) { [Name(parameter)] = value } };
            }
        }

        foreach (var request in operation["requestBody"]?["content"] is JsonObject content ? OfBodies(plain, content) : [plain])
        {
            yield return request;
        }
    }

    private IEnumerable<EdgeRequest> OfBodies(EdgeRequest plain, JsonObject content)
    {
        var (type, media) = content.First();
        var schema = Resolve(media!["schema"]!);
        var sample = Sample(schema);
        var bodies = type == "application/json"
            ? [.. EdgeValues.OfBody, .. Changes(schema, sample).Select(change => change.ToJsonString())]
            : Changes(schema, sample).OfType<JsonObject>().Select(
                form => string.Join('&', form.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value?.ToString() ?? "")}")));
        return bodies.Select(body => plain with { Body = body, BodyType = type });
    }

    /// <summary>The sample with one of its parts changed.</summary>
    private IEnumerable<JsonNode> Changes(JsonNode schema, JsonNode sample, int depth = 0)
    {
        foreach (var (name, property) in depth < DeepestSchema && schema["properties"] is JsonObject properties ? properties : [])
        {
            var inner = Resolve(property!);
            var parts = EdgeValues.OfJson(inner).Select(Raw).Concat(sample[name] is { } part ? Changes(inner, part, depth + 1) : []);
            foreach (var value in parts)
            {
                var changed = sample.DeepClone();
                changed[name] = value;
                yield return changed;
            }
        }

        if (depth < DeepestSchema && schema["items"] is { } items && sample is JsonArray { Count: > 0 } list)
        {
            foreach (var item in Changes(Resolve(items), list[0]!, depth + 1))
            {
                yield return new JsonArray(item);
            }
        }
    }

    // Numbers of any size and half pairs of surrogates are written as they are.
    private static JsonNode? Raw(string json) => json == "null" ? null : JsonValue.Create(new RawJson(json));

    private JsonNode Sample(JsonNode schema, int depth = 0)
    {
        if (schema["examples"]?[0] is { } example)
        {
            return example.DeepClone();
        }

        if (schema["enum"]?[0] is { } first)
        {
            return first.DeepClone();
        }

        return ((string?)schema["type"], (string?)schema["format"]) switch
        {
            ("object", _) => new JsonObject((schema["properties"]?.AsObject() ?? []).Where(_ => depth < DeepestSchema)
                .Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Sample(Resolve(property.Value!), depth + 1)))),
            ("array", _) => new JsonArray(Sample(Resolve(schema["items"]!), depth + 1)),
            ("integer" or "number", _) => (int?)schema["minimum"] ?? 1,
            ("boolean", _) => true,
            (_, "uuid") => "550e8400-e29b-41d4-a716-446655440000",
            (_, "date-time") => "2026-11-20T09:30:00Z",
            _ => "sample",
        };
    }

    private static string Name(JsonNode parameter) => (string)parameter["name"]!;

    private JsonNode Schema(JsonNode parameter) => Resolve(parameter["schema"]!);

    private JsonNode Resolve(JsonNode node)
    {
        for (; (string?)node["$ref"] is { } reference; node = reference.TrimStart('#', '/').Split('/').Aggregate(_document, (at, part) => at[part]!))
        {
            // to what it names
        }

        return node["oneOf"] is JsonArray choices ? Resolve(choices.First(choice => (string?)choice!["type"] != "null")!) : node;
    }
}
