using PenguinMails.Audit.Reading;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>Which records are asked for; what is null does not matter.</summary>
/// <param name="Chain">One of <see cref="LedgerChains"/>.</param>
/// <param name="Action">One action, or the name of a group, see <see cref="ActionNames"/>.</param>
/// <param name="Search">Words of the reason or of the secret's path.</param>
/// <param name="OnBehalfOf">The person for whom a service acted.</param>
/// <param name="Campaign">What belongs to this campaign.</param>
/// <param name="Secret">One secret; its tenant and type need no filters of their own then. Not beside <paramref name="Search"/>.</param>
public sealed record AuditLogFilter(
    string Chain,
    Guid? TenantId = null,
    string? SecretType = null,
    string? Action = null,
    string? User = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Outcome = null,
    string? Search = null,
    SecretReference? Secret = null,
    string? OnBehalfOf = null,
    Guid? Campaign = null)
{
    private const int MaxTextLength = 320;

    /// <summary>The actions that <see cref="Action"/> stands for when it names a group of them.</summary>
    internal IReadOnlyList<string>? ActionGroup { get; } = ActionNames.OfGroup(Action);

    /// <summary>Reads the query's values; records everything that is wrong with them.</summary>
    public static AuditLogFilter Parse(AuditLogRequest request, FieldErrors errors)
    {
        var tenantId = ReadId(request.TenantId, "tenantId", errors);
        RequireText(request.SecretType, "secretType", errors);
        RequireText(request.Search, "search", errors);
        return Parse((SecretAuditRequest)request, errors) with { TenantId = tenantId, SecretType = request.SecretType, Search = request.Search };
    }

    /// <inheritdoc cref="Parse(AuditLogRequest, FieldErrors)"/>
    public static AuditLogFilter Parse(SecretAuditRequest request, FieldErrors errors)
    {
        errors.RequireOneOf(request.Chain, LedgerChains.All, "chain");
        return Parse(request, request.Chain ?? LedgerChains.Platform, errors);
    }

    /// <summary>Reads the query's values for the tenant's own records.</summary>
    public static AuditLogFilter Parse(TenantAuditRequest request, Guid tenantId, FieldErrors errors)
    {
        RequireText(request.SecretType, "secretType", errors);
        return Parse(request, LedgerChains.Platform, errors) with { TenantId = tenantId, SecretType = request.SecretType };
    }

    private static AuditLogFilter Parse(RecordRequest request, string chain, FieldErrors errors)
    {
        var from = RequestTime.Parse(request.From, "from", errors);
        var to = RequestTime.Parse(request.To, "to", errors);
        errors
            .Require(!(from >= to), "to", "Must be later than 'from'.")
            .RequireOneOf(request.Outcome, AuditOutcomes.All, "outcome");
        RequireText(request.Action, "action", errors);
        RequireText(request.User, "user", errors);
        RequireText(request.OnBehalfOf, "onBehalfOf", errors);
        var campaign = ReadId(request.Campaign, "campaign", errors);
        return new AuditLogFilter(
            chain, Action: request.Action, User: request.User, From: from, To: to, Outcome: request.Outcome, OnBehalfOf: request.OnBehalfOf, Campaign: campaign);
    }

    /// <summary>How reading these records is put on record.</summary>
    /// <param name="view">list or stream.</param>
    internal ReadingSubject AsSubject(string view) => new("audit_log.read", Chain, new (string Name, string? Value)[]
        {
            ("tenantId", (TenantId ?? Secret?.TenantId)?.ToString()), ("secretType", SecretType ?? Secret?.Type), ("secretName", Secret?.Name), ("action", Action),
            ("from", From?.ToString("O")), ("to", To?.ToString("O")), ("outcome", Outcome), ("user", User?.ToLowerInvariant()), ("search", Search),
            ("onBehalfOf", OnBehalfOf?.ToLowerInvariant()), ("campaign", Campaign?.ToString()),
            ("chain", Chain), ("view", view),
        }
        .Where(part => part.Value is not null)
        .ToDictionary(part => part.Name, part => part.Value!, StringComparer.Ordinal));

    /// <summary>Whether an entry of the chain is one of those that are asked for; words are not looked for.</summary>
    public bool Matches(AuditLogEntry entry) =>
        (TenantId is null || entry.TenantId == TenantId)
        && (Secret is null || (entry.TenantId == Secret.TenantId && entry.SecretType == Secret.Type && entry.SecretName == Secret.Name))
        && (SecretType is null || entry.SecretType == SecretType)
        && (Action is null || entry.Action == Action || ActionGroup?.Contains(entry.Action) == true)
        && (User is null || string.Equals(entry.User, User, StringComparison.OrdinalIgnoreCase))
        && (OnBehalfOf is null || string.Equals(entry.OnBehalfOf, OnBehalfOf, StringComparison.OrdinalIgnoreCase))
        && (Campaign is null || entry.CampaignId == Campaign)
        && (From is null || entry.Timestamp >= From)
        && (To is null || entry.Timestamp < To)
        && (Outcome is null || entry.Outcome == Outcome);

    /// <summary>Whether a text can be looked for.</summary>
    internal static bool IsText(string text) => text.Length is > 0 and <= MaxTextLength && !text.Contains('\0');

    private static void RequireText(string? text, string field, FieldErrors errors) => errors.Require(
        text is null || IsText(text), field, $"Must have 1 to {MaxTextLength} characters.");

    private static Guid? ReadId(string? text, string field, FieldErrors errors)
    {
        var isId = Guid.TryParseExact(text, "D", out var id);
        errors.Require(text is null || isId, field, "Must be a UUID.");
        return isId ? id : null;
    }
}
