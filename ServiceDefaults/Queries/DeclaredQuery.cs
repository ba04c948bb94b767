using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Refuses query parameters that an endpoint of the contract does not declare, and those that are given twice: a filter that is misspelt
/// would answer with everything.
/// </summary>
internal sealed class DeclaredQuery(IApiDescriptionGroupCollectionProvider descriptions)
{
    private const int MaxNamed = 10;
    private const int MaxNameLength = 64;

    private readonly Lazy<FrozenDictionary<string, string[]>> _parameters = new(() => Read(descriptions));

    /// <returns>The refusal; null when the query is as declared, or the endpoint is none of the contract (health, metrics, the document itself).</returns>
    public ApiProblem? Refusal(HttpContext context)
    {
        if (context.Request.Query.Count == 0
            || context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not { } operation
            || !_parameters.Value.TryGetValue(operation, out var declared))
        {
            return null;
        }

        var errors = new FieldErrors();
        foreach (var (name, values) in context.Request.Query.Take(MaxNamed))
        {
            var field = name.Length > MaxNameLength ? name[..MaxNameLength] : name;
            errors
                .Require(declared.Contains(name, StringComparer.OrdinalIgnoreCase), field, Unknown(name, declared))
                .Require(values.Count == 1, field, "Give it once.");
        }

        return errors.Any ? errors.ToProblem() : null;
    }

    private static string Unknown(string name, string[] declared) =>
        "Is no query parameter here. " + (declared.Length == 0 ? "There are none." : NearMatches.Hint(name, declared));

    private static FrozenDictionary<string, string[]> Read(IApiDescriptionGroupCollectionProvider descriptions) =>
        descriptions.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .Select(description => (Name: description.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName, Description: description))
            .Where(endpoint => endpoint.Name is not null)
            .ToFrozenDictionary(
                endpoint => endpoint.Name!,
                endpoint => endpoint.Description.ParameterDescriptions.Where(parameter => parameter.Source.Id == "Query").Select(parameter => parameter.Name).ToArray(),
                StringComparer.Ordinal);
}
