namespace PenguinMails.AdminQuery.Projection;

/// <summary>How statuses follow from a row and the clock.</summary>
internal static class Statuses
{
    private const string PastDue = "first_due < @now";

    /// <summary>A secret's at <c>@now</c>.</summary>
    public const string OfSecret = "case when status = 'active' and next_rotation < @now then 'expired' else status end";

    /// <summary>
    /// At <c>@now</c>, that of all of a tenant's secrets of one type, a row of <c>tenant_type</c>: the most urgent. Null while none has ever worked. What is being
    /// revoked counts as active until the target rejects it.
    /// </summary>
    public const string OfType =
        $"case when {PastDue} then '{TypeStatuses.Expired}' when any_revoked then '{TypeStatuses.Revoked}' when any_live then '{TypeStatuses.Active}' end";

    /// <summary>The same as a condition for each value: the planner estimates how many rows have it, where of a <c>case</c> it always thinks that few do.</summary>
    public static readonly IReadOnlyDictionary<string, string> IsOfType = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [TypeStatuses.Expired] = PastDue,
        [TypeStatuses.Revoked] = $"({PastDue}) is not true and any_revoked",
        [TypeStatuses.Active] = $"({PastDue}) is not true and not any_revoked and any_live",
    };
}

/// <summary>What a list says of a tenant's secrets of one type.</summary>
public static class TypeStatuses
{
    public const string Active = "active";
    public const string Expired = "expired";
    public const string Revoked = "revoked";

    public static readonly IReadOnlyList<string> All = [Active, Expired, Revoked];
}
