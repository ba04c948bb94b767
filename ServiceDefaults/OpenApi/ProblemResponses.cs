using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>The problems that an operation can answer: one response for each status, with the codes that can be in it.</summary>
internal static class ProblemResponses
{
    private const string MediaType = "application/problem+json";
    private const string ProblemSchema = "Problem";
    private const string CodeSchema = "ProblemCode";
    private const int LongestSharedName = 2; // codes in one response; more are described where they are used

    private static readonly int[] StatusesWithRetryAfter =
        [StatusCodes.Status423Locked, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable];

    private static readonly IReadOnlyList<ProblemKind> Catalog =
    [
        .. typeof(ProblemCatalog).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(ProblemKind))
            .Select(field => (ProblemKind)field.GetValue(null)!),
    ];

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(CodeSchema, new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "Stable codes of problems: " + string.Join("; ", Catalog.Select(kind => $"`{kind.Code}` ({kind.Status}): {kind.Title}")) + ".",
            Enum = [.. Catalog.Select(kind => (JsonNode)kind.Code)],
        });
        document.AddComponent<IOpenApiSchema>(ProblemSchema, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457. Some problems have further members.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "detail", "code", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "urn:penguinmails:problem:{code}" },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "400", Maximum = "599" },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The cause, and what to do next." },
                ["code"] = new OpenApiSchemaReference(CodeSchema, document),
                ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "With validation_failed: messages by field.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
        });
    }

    public static void AddTo(OpenApiOperation operation, EndpointTraits endpoint, OpenApiDocument document)
    {
        foreach (var status in KindsOf(endpoint).Distinct().GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            var kinds = status.OrderBy(kind => kind.Code, StringComparer.Ordinal).ToList();
            operation.Responses![status.Key.ToString(CultureInfo.InvariantCulture)] = ResponseOf(kinds, document);
        }
    }

    private static IEnumerable<ProblemKind> KindsOf(EndpointTraits endpoint)
    {
        List<(bool Applies, ProblemKind Kind)> general =
        [
            (true, ProblemCatalog.ValidationFailed), // at least for query parameters that it does not declare
            (endpoint.NeedsToken, ProblemCatalog.Unauthenticated),
            (endpoint.TakesApiKey, ProblemCatalog.InvalidApiKey),
            (endpoint.TakesApiKey, ProblemCatalog.ApiKeyExpired),
            (endpoint.TakesApiKey, ProblemCatalog.ApiKeyRevoked),
            (endpoint.TakesApiKey, ProblemCatalog.ApiKeyExposed),
            (endpoint.TakesApiKey, ProblemCatalog.PermissionMissing),
            (endpoint.NeedsRole, ProblemCatalog.Forbidden),
            (endpoint.NeedsStepUp, ProblemCatalog.StepUpRequired),
            (endpoint.HasPathParameters, ProblemCatalog.NotFound),
            (endpoint.HasBody, ProblemCatalog.PayloadTooLarge),
            (endpoint.HasBody, ProblemCatalog.UnsupportedMediaType),
            (endpoint.IsIdempotent, ProblemCatalog.IdempotencyKeyReused),
            (true, ProblemCatalog.TooManyRequests),
            (true, ProblemCatalog.InternalError),
            (true, ProblemCatalog.DependencyUnavailable),
        ];
        return general.Where(rule => rule.Applies).Select(rule => rule.Kind).Concat(endpoint.Problems);
    }

    private static IOpenApiResponse ResponseOf(List<ProblemKind> kinds, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("; ", kinds.Select(kind => kind.Title)) + ".",
            Headers = AnswerHeaders.OfProblem(document, StatusesWithRetryAfter.Contains(kinds[0].Status)),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [MediaType] = new() { Schema = SchemaOf(kinds, document) } },
        };
        if (kinds.Count > LongestSharedName)
        {
            return response;
        }

        var name = string.Join("Or", kinds.Select(kind => PascalCase(kind.Code)));
        document.AddComponent<IOpenApiResponse>(name, response);
        return new OpenApiResponseReference(name, document);
    }

    private static OpenApiSchema SchemaOf(List<ProblemKind> kinds, OpenApiDocument document) => new()
    {
        AllOf =
        [
            new OpenApiSchemaReference(ProblemSchema, document),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string>(StringComparer.Ordinal) { "code" },
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. kinds.Select(kind => (JsonNode)kind.Code)] },
                },
            },
        ],
    };

    private static string PascalCase(string code) =>
        string.Concat(code.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
