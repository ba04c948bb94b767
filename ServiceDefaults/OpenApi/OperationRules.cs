using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>Describes operations as the pipeline runs them: who may call, with which headers, and what answers and problems come back.</summary>
internal sealed class OperationRules : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        var endpoint = EndpointTraits.Of(context.Description);
        if (endpoint.NeedsToken)
        {
            operation.Security = [SecuritySchemes.Requirement(document, endpoint.NeedsStepUp)];
        }

        foreach (var parameter in endpoint.HeaderParameters())
        {
            (operation.Parameters ??= []).Add(parameter);
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EndsWithAccessMetadata>().Any())
        {
            operation.Description = $"{operation.Description} {EndsWithAccessMetadata.Description}".Trim();
        }

        DescribeOptionalBody(operation);
        operation.Responses ??= [];
        operation.Responses.Remove("default");
        DescribeAccepted(operation);
        DescribeFile(operation, endpoint, document);
        foreach (var (status, answer) in operation.Responses)
        {
            if (answer is not OpenApiResponse response)
            {
                continue;
            }

            DescribePage(response);
            AnswerHeaders.AddTo(response, document, withLocation: status == "202");
        }

        ProblemResponses.AddTo(operation, endpoint, document);
        return Task.CompletedTask;
    }

    /// <summary>A body that may be absent is an optional body, not a body that may be null.</summary>
    private static void DescribeOptionalBody(OpenApiOperation operation)
    {
        if (operation.RequestBody is OpenApiRequestBody body && body.Content is { } content)
        {
            foreach (var media in content.Values.OfType<OpenApiMediaType>())
            {
                body.Required = media.Schema is not OpenApiSchema { OneOf: { } choices } || !choices.Any(Nulls.IsNull);
            }
        }
    }

    private static void DescribeAccepted(OpenApiOperation operation)
    {
        if (operation.Responses!.ContainsKey("201") && operation.Responses.TryGetValue("200", out var unused) && unused.Content is not { Count: > 0 })
        {
            operation.Responses.Remove("200"); // what the generator writes for handlers that return IResult
        }

        if (operation.Responses!.TryGetValue("202", out var accepted))
        {
            accepted.Description = "Accepted: it is durable and will be done. Location leads to its progress.";
            if (operation.Responses.TryGetValue("200", out var answer) && answer.Content is not { Count: > 0 })
            {
                operation.Responses.Remove("200"); // what the generator writes for handlers that return IResult
            }
        }
    }

    private static void DescribePage(OpenApiResponse response)
    {
        if (response.Content?.TryGetValue("text/html", out var media) == true && media is OpenApiMediaType page)
        {
            page.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
        }
    }

    private static void DescribeFile(OpenApiOperation operation, EndpointTraits endpoint, OpenApiDocument document)
    {
        if (endpoint.FileMediaTypes is not { Count: > 0 } mediaTypes)
        {
            return;
        }

        operation.Responses!["200"] = new OpenApiResponse
        {
            Description = "The file.",
            Headers = AnswerHeaders.OfFiles(document),
            Content = mediaTypes.ToDictionary(
                mediaType => mediaType, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }, StringComparer.Ordinal),
        };
    }
}
