namespace PenguinMails.AdminQuery.Tenants;

/// <summary>A page of tenants, and how current it is.</summary>
/// <param name="Items">The page's items.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many items match; counted up to 100,000.</param>
/// <param name="AsOf">Every change of before that time is in it, UTC; absent when nothing was reported yet.</param>
/// <param name="BehindSeconds">How long ago that is.</param>
/// <param name="IsRebuilding">Whether the list is being rebuilt: until that has ended, some tenants may be missing, or stand as before.</param>
internal sealed record TenantPage(
    IReadOnlyList<TenantSummary> Items, int Page, int PageSize, int Total, DateTimeOffset? AsOf, double? BehindSeconds, bool IsRebuilding);

/// <summary>One tenant of the list.</summary>
internal class TenantSummary
{
    public Guid TenantId { get; init; }
    public string TenantName { get; init; } = "";

    /// <summary>Its server's address; absent when it has none.</summary>
    public string? VpsIp { get; init; }

    /// <summary>The most urgent of its SSH keys' statuses; absent while none has ever worked.</summary>
    [OneOf(typeof(TypeStatuses))]
    public string? SshKeyStatus { get; init; }

    /// <summary>The same of its SMTP credentials.</summary>
    [OneOf(typeof(TypeStatuses))]
    public string? SmtpStatus { get; init; }

    public int ApiKeysCount { get; init; }
    public int DkimKeysCount { get; init; }

    /// <summary>The newest rotation of any secret, UTC.</summary>
    public DateTimeOffset? LastRotation { get; init; }

    /// <summary>The next one that is due, UTC.</summary>
    public DateTimeOffset? NextRotation { get; init; }

    /// <summary>The worst of its secrets': red, yellow or green.</summary>
    [OneOf(Projection.Health.Red, Projection.Health.Yellow, Projection.Health.Green)]
    public string Health { get; init; } = "";
}
