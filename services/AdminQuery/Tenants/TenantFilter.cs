using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.AdminQuery.Tenants;

/// <summary>What the list of tenants can be narrowed and sorted by, as the query says it.</summary>
internal sealed record TenantFilter
{
    private const int MaxSearchLength = 200;
    private const int MaxTenantIds = 100; // some 3,700 characters of the address

    /// <summary>A part of the id, the name or the server's address, in any case.</summary>
    [FromQuery(Name = "search")]
    public string? Search { get; init; }

    /// <summary>Only the tenants with these ids, separated by commas; at most 100.</summary>
    [FromQuery(Name = "tenantIds")]
    public string? TenantIds { get; init; }

    /// <summary>Only tenants that have a secret of this type; status and rotationDue then go by it alone.</summary>
    [FromQuery(Name = "secretType"), OneOf(typeof(ListedTypes))]
    public string? SecretType { get; init; }

    [FromQuery(Name = "status"), OneOf(typeof(TypeStatuses))]
    public string? Status { get; init; }

    /// <summary>A secret is due within that time and not overdue, or is overdue.</summary>
    [FromQuery(Name = "rotationDue"), OneOf("7d", "30d", "overdue")]
    public string? RotationDue { get; init; }

    [FromQuery(Name = "health"), OneOf(Projection.Health.Red, Projection.Health.Yellow, Projection.Health.Green)]
    public string? Health { get; init; }

    /// <summary>tenantName unless given; health puts the worst first.</summary>
    [FromQuery(Name = "sort"), OneOf("tenantName", "tenantId", "vpsIp", "lastRotation", "nextRotation", "health")]
    public string? Sort { get; init; }

    [FromQuery(Name = "order"), OneOf("asc", "desc")]
    public string? Order { get; init; }

    [FromQuery(Name = "page")]
    public string? Page { get; init; }

    [FromQuery(Name = "pageSize")]
    public string? PageSize { get; init; }

    public Page Validate(FieldErrors errors)
    {
        errors
            .Require((Search?.Length ?? 0) <= MaxSearchLength, "search", $"Must have at most {MaxSearchLength} characters.")
            .Require(Search?.Any(char.IsControl) != true, "search", "Must not contain control characters.")
            .Require(TenantIds is null || ParseTenantIds() is not null, "tenantIds", $"Must be 1 to {MaxTenantIds} ids, separated by commas.")
            .RequireOneOf(SecretType, ListedTypes.All, "secretType")
            .RequireOneOf(Status, TypeStatuses.All, "status")
            .RequireOneOf(RotationDue, [.. TenantQuery.Horizons.Keys], "rotationDue")
            .RequireOneOf(Health, Projection.Health.All, "health")
            .RequireOneOf(Sort, [.. TenantQuery.Sorts.Keys], "sort")
            .RequireOneOf(Order, ["asc", "desc"], "order");
        return ServiceDefaults.Page.Parse(Page, PageSize, errors);
    }

    /// <returns>Null when no ids are given, or something that is none.</returns>
    public Guid[]? ParseTenantIds()
    {
        var texts = TenantIds?.Split(',', MaxTenantIds + 1) ?? [];
        var ids = new List<Guid>(texts.Length);
        foreach (var text in texts)
        {
            if (Guid.TryParseExact(text, "D", out var id))
            {
                ids.Add(id);
            }
        }

        return ids.Count == texts.Length && ids.Count is > 0 and <= MaxTenantIds ? [.. ids] : null;
    }
}

/// <summary>The types that the list knows.</summary>
public static class ListedTypes
{
    public const string Ssh = SecretTypes.Ssh;
    public const string Smtp = SecretTypes.Smtp;
    public const string ApiKey = ApiKeySecrets.Type;
    public const string Dkim = SecretTypes.Dkim;

    public static readonly IReadOnlyList<string> All = [Ssh, Smtp, ApiKey, Dkim];
}
