namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Answers calls about a type that is not registered, with the list of those that are.</summary>
internal sealed class KnownTypeFilter(SecretTypeCatalog types) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("type") is not string type || types.Find(type) is not null
            ? await next(context)
            : new ApiProblem(ProblemCatalog.NotFound) { Detail = $"There is no secret type of this name. Types: {string.Join(", ", types.Names)}." };
}
