using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace PenguinMails.ServiceDefaults;

/// <summary>What an endpoint's metadata and its handler's signature say about its contract.</summary>
internal sealed record EndpointTraits
{
    public required bool NeedsToken { get; init; }
    public required bool NeedsRole { get; init; }
    public required bool NeedsStepUp { get; init; }

    /// <summary>It can be called with an API key in place of a token.</summary>
    public required bool TakesApiKey { get; init; }

    /// <summary>It takes an Idempotency-Key: every endpoint does that answers 202 or shows a secret once, see <see cref="IdempotentStart"/>.</summary>
    public required bool IsIdempotent { get; init; }

    /// <summary>Its answer holds a secret that no other answer holds.</summary>
    public required bool ShowsOnce { get; init; }

    public required bool HasBody { get; init; }
    public required bool HasParameters { get; init; }
    public required bool HasPathParameters { get; init; }

    public required IReadOnlyList<string> FileMediaTypes { get; init; }

    /// <summary>The problems that the endpoint names.</summary>
    public required IReadOnlyList<ProblemKind> Problems { get; init; }

    public static EndpointTraits Of(ApiDescription description)
    {
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var needsToken = !metadata.OfType<IAllowAnonymous>().Any();
        var sources = description.ParameterDescriptions.Select(parameter => parameter.Source.Id).ToHashSet(StringComparer.Ordinal);
        return new EndpointTraits
        {
            NeedsToken = needsToken,
            NeedsRole = needsToken && metadata.OfType<IAuthorizeData>().Any(data => data.Policy is not null),
            TakesApiKey = metadata.OfType<IAuthorizeData>().Any(data => AccessPolicies.IsForKeys(data.Policy)),
            NeedsStepUp = metadata.OfType<StepUpMetadata>().Any(),
            IsIdempotent = metadata.OfType<ShownOnceMetadata>().Any()
                || metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.StatusCode == StatusCodes.Status202Accepted),
            ShowsOnce = metadata.OfType<ShownOnceMetadata>().Any(),
            HasBody = sources.Contains("Body"),
            HasParameters = sources.Overlaps(["Path", "Query", "Header"]),
            HasPathParameters = sources.Contains("Path"),
            FileMediaTypes = metadata.OfType<FileMetadata>().LastOrDefault()?.MediaTypes ?? [],
            Problems = [.. metadata.OfType<ProblemsMetadata>().SelectMany(problems => problems.Kinds)],
        };
    }

    /// <summary>The request headers that the pipeline reads.</summary>
    public IEnumerable<OpenApiParameter> HeaderParameters()
    {
        if (NeedsStepUp)
        {
            yield return Header(StepUpFilter.Header, "A step-up grant from POST /api/v1/auth/step-up.", isRequired: true, maxLength: null);
        }

        if (IsIdempotent)
        {
            yield return Header(
                IdempotentStart.Header,
                ShowsOnce
                    ? "Makes a repeated request do nothing again for 24 hours; the secret is in the first answer only (already_shown)."
                    : "Makes a repeated request return the first answer for 24 hours.",
                isRequired: false,
                IdempotentStart.MaxKeyLength);
        }
    }

    private static OpenApiParameter Header(string name, string description, bool isRequired, int? maxLength) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = isRequired,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength },
    };
}
