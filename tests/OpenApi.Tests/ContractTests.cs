using System.Text.Json.Nodes;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.OpenApi.Tests;

/// <summary>What a client generator needs of the document, beyond what the linter asks for.</summary>
[Category("Pure")]
public sealed class ContractTests
{
    private static readonly string[] Times = ["from", "to"];
    private static readonly string[] Numbers = ["page", "pageSize", "before", "Last-Event-ID"];

    // Open sets of names: dotted kinds of alerts and approvals.
    private static readonly string[] OpenKinds = ["Alert.kind", "AlertDetails.kind", "Approval.kind"];

    private JsonObject _document = null!;

    private IEnumerable<Operation> Operations => Operation.In(_document);

    private JsonObject Schemas => _document["components"]!["schemas"]!.AsObject();

    [OneTimeSetUp]
    public async Task GenerateAsync() => _document = await PublishedApi.Document;

    [Test]
    public void Operations_All_HaveIdSummaryAndOneTag()
    {
        var incomplete = Operations.Where(operation =>
            operation.Node["operationId"] is null || operation.Node["summary"] is null || operation.Node["tags"] is not JsonArray { Count: 1 });

        Assert.That(incomplete, Is.Empty, "call Describe where the endpoint is mapped");
    }

    [Test]
    public void Answers_OfSuccess_AreTyped()
    {
        var untyped =
            from operation in Operations
            from response in operation.Responses
            where response.Key is ['2', ..] and not "204"
            where response.Value!["content"] is not JsonObject { Count: > 0 } content || content.Any(media => media.Value?["schema"] is null)
            select $"{operation} {response.Key}";

        Assert.That(untyped, Is.Empty);
        Assert.That(Operations.Where(operation => !operation.Responses.Any(response => response.Key.StartsWith('2'))), Is.Empty);
    }

    [Test]
    public void Answers_ThatTakeLong_EndWithTheAccessOfTheirReader()
    {
        string[] longOnes = ["text/event-stream", "text/csv", "application/jsonl"];
        var streams = Operations.Where(operation => operation.Responses.Any(response =>
            response.Value!["content"] is JsonObject content && content.Any(media => longOnes.Contains(media.Key)))).ToList();

        Assert.That(streams, Has.Count.GreaterThanOrEqualTo(6));
        Assert.That(
            streams.Where(operation => ((string?)operation.Node["description"])?.Contains(EndsWithAccessMetadata.Description, StringComparison.Ordinal) != true),
            Is.Empty,
            "call Streams or EndsWithAccess where the endpoint is mapped");
    }

    [Test]
    public void Changes_ByAdministratorsAndDownloads_NeedStepUp()
    {
        var open =
            from operation in Operations
            where operation.Path.StartsWith("/api/v1/admin/", StringComparison.Ordinal)
            where operation.Method != "GET" || operation.Path.EndsWith("/content", StringComparison.Ordinal) || operation.Path.EndsWith("/proofs", StringComparison.Ordinal)
            where operation.Parameters.All(parameter => (string?)parameter["name"] != "X-Step-Up")
            select (string?)operation.Node["operationId"];

        // That somebody looks into an alert ends nothing.
        Assert.That(open, Is.EquivalentTo(["acknowledgeAlert"]));
    }

    [Test]
    public void Answers_OfAcceptedWork_NameItsLocationAndTakeAnIdempotencyKey()
    {
        var accepted = Operations.Where(operation => operation.Node["responses"]!["202"] is not null).ToList();

        Assert.That(accepted, Is.Not.Empty);
        foreach (var operation in accepted)
        {
            Assert.That(operation.Node["responses"]!["202"]!["headers"]!["Location"], Is.Not.Null, $"{operation}");
            Assert.That(operation.Parameters.Select(parameter => (string?)parameter["name"]), Has.Member("Idempotency-Key"), $"{operation}");
            // Where nothing has to be done, that is an answer of its own, with a body.
            Assert.That(operation.Node["responses"]!["200"] is not { } done || done["content"] is not null, $"{operation}");
        }
    }

    [Test]
    public void Problems_OfEveryOperation_AreListedByStatusAndCode()
    {
        Assert.That(Operations.Where(operation => operation.Node["responses"]!["default"] is not null), Is.Empty);
        var codes = Schemas["ProblemCode"]!["enum"]!.AsArray().Select(code => (string)code!).ToHashSet(StringComparer.Ordinal);
        foreach (var operation in Operations)
        {
            var problems = operation.Responses.Where(response => response.Key is ['4' or '5', ..]).ToList();
            Assert.That(problems.Select(problem => problem.Key), Is.SupersetOf(["429", "500", "503"]), $"{operation}");
            foreach (var (status, response) in problems)
            {
                Assert.That(CodesOf(response!), Is.Not.Empty.And.SubsetOf(codes), $"{operation} {status}");
            }
        }
    }

    [Test]
    public void Parameters_AllOfThem_HaveTheirType()
    {
        var texts =
            from operation in Operations
            from parameter in operation.Parameters
            let name = (string)parameter["name"]!
            let schema = parameter["schema"]!
            where (Times.Contains(name) && (string?)schema["format"] != "date-time")
                || (Numbers.Contains(name) && ((string?)schema["type"] != "integer" || schema["minimum"] is null))
                || (name.EndsWith("Id", StringComparison.Ordinal) && (string?)schema["format"] != "uuid")
                || (name is "state" or "status" or "kind" or "outcome" or "chain" or "secretType" && schema["$ref"] is null && !IsFilterOfTheLedger(operation, name))
            select $"{operation}: {name}";

        Assert.That(texts, Is.Empty);
    }

    [Test]
    public void Schemas_OfObjects_SayWhatIsRequired()
    {
        var ofRequests = RequestSchemas();
        var silent = Schemas.Where(schema =>
            schema.Value!["properties"] is JsonObject && schema.Value["required"] is not JsonArray { Count: > 0 } && !ofRequests.Contains(schema.Key));

        Assert.That(silent.Select(schema => schema.Key), Is.Empty);
    }

    [Test]
    public void Schemas_WithStatesKindsAndSeverities_HaveEnums()
    {
        var open =
            from schema in Schemas
            from property in schema.Value!["properties"] as JsonObject ?? []
            where property.Key is "state" or "status" or "kind" or "severity" or "outcome"
            where (string?)property.Value!["type"] == "string" && property.Value["enum"] is null
            select $"{schema.Key}.{property.Key}";

        // A check's outcome can also be the code of what stood in the way.
        Assert.That(open.Except([.. OpenKinds, "DriftCheck.outcome", "ExportFilter.outcome"]), Is.Empty);
    }

    [Test]
    public void Schemas_AllOfThem_AreNamedForReaders() =>
        Assert.That(Schemas.Select(schema => schema.Key).Where(name => name.Contains("Of", StringComparison.Ordinal) || name.Contains("PlainText", StringComparison.Ordinal)), Is.Empty);

    // The ledger also holds records of types that this build does not know.
    private static bool IsFilterOfTheLedger(Operation operation, string name) =>
        name == "secretType" && operation.Path.Contains("/audit-logs", StringComparison.Ordinal);

    private IEnumerable<string> CodesOf(JsonNode response)
    {
        var described = (string?)response["$ref"] is { } reference ? _document["components"]!["responses"]![reference.Split('/')[^1]]! : response;
        return described["content"]!["application/problem+json"]!["schema"]!["allOf"]![1]!["properties"]!["code"]!["enum"]!.AsArray().Select(code => (string)code!);
    }

    // A request may be all optional.
    private HashSet<string> RequestSchemas()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var body in Operations.Select(operation => operation.Node["requestBody"]))
        {
            Collect(body, names);
        }

        return names;
    }

    private void Collect(JsonNode? node, HashSet<string> names)
    {
        switch (node)
        {
            case JsonArray array:
                array.ToList().ForEach(item => Collect(item, names));
                break;
            case JsonObject value:
                if ((string?)value["$ref"] is { } reference && names.Add(reference.Split('/')[^1]))
                {
                    Collect(Schemas[reference.Split('/')[^1]], names);
                }

                value.ToList().ForEach(member => Collect(member.Value, names));
                break;
        }
    }
}
