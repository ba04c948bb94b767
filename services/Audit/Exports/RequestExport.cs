namespace PenguinMails.Audit.Exports;

/// <param name="Format">csv or json (JSON lines, which the offline verifier reads).</param>
/// <param name="Filter">Absent: everything.</param>
/// <param name="Reason">Why; the second administrator reads it.</param>
[Example("""{"format":"csv","reason":"Yearly audit","filter":{"from":"2026-01-01T00:00:00Z","outcome":"refused"}}""")]
internal sealed record RequestExport([property: OneOf("csv", "json")] string? Format = null, string? Reason = null, ExportFilter? Filter = null)
{
    public static readonly string[] Formats = ["csv", "json"];

    public AuditLogFilter Validate(FieldErrors errors)
    {
        errors.Require(Formats.Contains(Format), "format", $"Must be one of {string.Join(", ", Formats)}.").RequireReason(Reason, required: true);
        var filter = Filter ?? new ExportFilter();
        return AuditLogFilter.Parse(
            new AuditLogRequest
            {
                TenantId = filter.TenantId?.ToString(),
                SecretType = filter.SecretType,
                Action = filter.Action,
                User = filter.User,
                OnBehalfOf = filter.OnBehalfOf,
                Campaign = filter.Campaign?.ToString(),
                From = filter.From?.ToString("O"),
                To = filter.To?.ToString("O"),
                Outcome = filter.Outcome,
                Search = filter.Search,
                Chain = filter.Chain,
            },
            errors);
    }
}

/// <summary>202: the export waits for a second administrator.</summary>
[Example("""{"exportId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","status":"pending"}""")]
internal sealed record ExportAccepted(Guid ExportId, [property: OneOf(typeof(ApprovalStates))] string Status) : Accepted;
