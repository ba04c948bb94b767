namespace PenguinMails.Audit.Reports.Unresolved;

/// <summary>A page of intents without an outcome.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many there are.</param>
/// <param name="LookedBackTo">Older intents were not evaluated: 400 days, or as far as the newest 100,000 intents reach.</param>
public sealed record UnresolvedPage(IReadOnlyList<AuditLogEntry> Items, int Page, int PageSize, int Total, DateTimeOffset LookedBackTo);
