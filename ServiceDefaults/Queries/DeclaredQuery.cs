using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Primitives;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Refuses query parameters that an endpoint of the contract does not declare, those that are given twice, and those that no database can
/// look for: a filter that is misspelt would answer with everything.
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
        foreach (var (name, values) in context.Request.Query.Where(parameter => !IsAsDeclared(parameter, declared)).Take(MaxNamed))
        {
            var field = name.Length > MaxNameLength ? name[..MaxNameLength] : name;
            errors
                .Require(declared.Contains(name, StringComparer.OrdinalIgnoreCase), field, Unknown(name, declared))
                .Require(values.Count == 1, field, "Give it once.")
                .Require(!HasNul(values), field, NulCharacter.Message);
        }

        return errors.Any ? errors.ToProblem() : null;
    }

    private static bool IsAsDeclared(KeyValuePair<string, StringValues> parameter, string[] declared) =>
        declared.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase) && parameter.Value.Count == 1 && !HasNul(parameter.Value);

    private static bool HasNul(StringValues values) => values.Any(value => value?.Contains('\0') == true);

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
