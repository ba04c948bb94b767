namespace PenguinMails.Audit.Exports;

/// <summary>A requested copy of the ledger or of a part of it.</summary>
public sealed class Export
{
    public Guid ExportId { get; init; }

    /// <summary>pending: a second administrator must decide; approved: the content is there until <c>expiresAt</c>; rejected; expired.</summary>
    [OneOf(typeof(ApprovalStates))]
    public string Status { get; init; } = "";

    /// <summary>csv or json (JSON lines).</summary>
    [OneOf("csv", "json")]
    public string Format { get; init; } = "";

    [OneOf(typeof(LedgerChains))]
    public string Chain { get; init; } = "";

    /// <summary>What was asked for, as in the list.</summary>
    public ExportFilter Filter { get; private set; } = new();

    public string Reason { get; init; } = "";
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>While pending: when it can no longer be decided; once approved: when the content goes.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }

    /// <summary>The last record that it may hold: the chain's head when it was approved.</summary>
    public long? UntilSequence { get; init; }

    /// <summary>How often the content was asked for.</summary>
    public int Downloads { get; init; }

    /// <summary>The filter as its row holds it.</summary>
    internal string FilterJson
    {
        init => Filter = JsonSerializer.Deserialize<ExportFilter>(value, JsonSerializerOptions.Web)!;
    }
}

/// <summary>The filters of an export; each may be absent, as in the list of the ledger.</summary>
public sealed record ExportFilter(
    Guid? TenantId = null,
    string? SecretType = null,
    string? Action = null,
    string? User = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    [property: OneOf(typeof(AuditOutcomes))] string? Outcome = null,
    string? Search = null,
    [property: OneOf(typeof(LedgerChains))] string? Chain = null,
    string? OnBehalfOf = null,
    Guid? Campaign = null)
{
    /// <summary>The filters that are set, by name.</summary>
    public IReadOnlyDictionary<string, string> Set() => new (string Name, string? Value)[]
        {
            ("tenantId", TenantId?.ToString()), ("secretType", SecretType), ("action", Action), ("user", User), ("from", From?.ToString("O")),
            ("to", To?.ToString("O")), ("outcome", Outcome), ("search", Search), ("onBehalfOf", OnBehalfOf), ("campaign", Campaign?.ToString()),
        }
        .Where(filter => filter.Value is not null)
        .ToDictionary(filter => filter.Name, filter => filter.Value!, StringComparer.Ordinal);
}
