namespace PenguinMails.Audit.Reports.Access;

/// <summary>Who saw which secrets in a period.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">Just after the last.</param>
/// <param name="TenantId">Of this tenant's secrets only; null: of all.</param>
/// <param name="Items">Newest first.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many there are in the period.</param>
/// <param name="IsComplete">
/// False when there are more than 100,000: then only the newest are listed and summed up; or when months of the period are archived:
/// bring them back to see them.
/// </param>
/// <param name="Users">Who saw most in the whole period; at most 50.</param>
/// <param name="Secrets">What was seen most in the whole period; at most 50.</param>
public sealed record AccessReport(
    DateTimeOffset From,
    DateTimeOffset To,
    Guid? TenantId,
    IReadOnlyList<AccessEntry> Items,
    int Page,
    int PageSize,
    int Total,
    bool IsComplete,
    IReadOnlyList<UserAccess> Users,
    IReadOnlyList<SecretAccess> Secrets);

/// <summary>One access: material was disclosed, or may have been.</summary>
public sealed class AccessEntry
{
    /// <summary>The sequence of the record in the ledger.</summary>
    public long Sequence { get; init; }

    public DateTimeOffset Timestamp { get; init; }
    public string Action { get; init; } = "";

    /// <summary>An e-mail address; <c>(erased)</c> when it was forgotten.</summary>
    public string User { get; init; } = "";

    public string Role { get; init; } = "";
    public string? IpAddress { get; init; }
    public Guid? SessionId { get; init; }
    public Guid? TenantId { get; init; }

    /// <summary>Null for exports of the ledger.</summary>
    public string? SecretType { get; init; }

    public string? SecretName { get; init; }
    public Guid? VersionId { get; init; }
    public string? Reason { get; init; }

    /// <summary>yes: it was handed out; possibly: there is no outcome, or its arrival is unknown.</summary>
    [OneOf("yes", "possibly")]
    public string Seen { get; init; } = "";

    public string? TraceId { get; init; }
}

/// <summary>What one user saw in the period.</summary>
public sealed class UserAccess
{
    /// <summary>In lower case; <c>(erased)</c> when it was forgotten.</summary>
    public string User { get; init; } = "";

    /// <summary>How often something was handed out to them.</summary>
    public int Reveals { get; init; }

    /// <summary>How often something may have been.</summary>
    public int Possibly { get; init; }

    /// <summary>How many different secrets these were.</summary>
    public int Secrets { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
}

/// <summary>By whom one secret was seen in the period.</summary>
public sealed class SecretAccess
{
    public Guid TenantId { get; init; }
    public string SecretType { get; init; } = "";
    public string SecretName { get; init; } = "";

    /// <summary>How often it was handed out.</summary>
    public int Reveals { get; init; }

    /// <summary>How often it may have been.</summary>
    public int Possibly { get; init; }

    /// <summary>How many different users saw it, or may have.</summary>
    public int Users { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
}
