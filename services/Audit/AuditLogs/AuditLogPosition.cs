namespace PenguinMails.Audit.AuditLogs;

/// <summary>Where a page begins.</summary>
/// <param name="Page">Counted from the newest, or from <paramref name="Before"/>.</param>
/// <param name="Before">Only records before this sequence.</param>
public sealed record AuditLogPosition(Page Page, long? Before)
{
    public static AuditLogPosition Parse(RecordRequest request, FieldErrors errors)
    {
        var before = long.TryParse(request.Before, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0 ? sequence : (long?)null;
        errors.Require(request.Before is null || before is not null, "before", "Must be a sequence: the 'next' of the last answer.");
        return new AuditLogPosition(Page.Parse(request.Page, request.PageSize, errors), before);
    }
}

/// <summary>A page of the ledger.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many items match; counted up to 100,000, or 10,000 when words are searched.</param>
/// <param name="Next">Send as <c>before</c> for what follows; null when nothing does.</param>
public sealed record AuditLogPage(IReadOnlyList<AuditLogEntry> Items, int Page, int PageSize, int Total, long? Next);
