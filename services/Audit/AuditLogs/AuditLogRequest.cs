using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>The filters as they stand in the query string; each may be absent.</summary>
public sealed class AuditLogRequest : SecretAuditRequest
{
    [FromQuery(Name = "tenantId"), WrittenAs(TextForm.Uuid)]
    public string? TenantId { get; init; }

    [FromQuery(Name = "secretType")]
    public string? SecretType { get; init; }

    /// <summary>Words of the reason or of the secret's path; "-word" and "or" as in search engines.</summary>
    [FromQuery(Name = "search")]
    public string? Search { get; init; }
}

/// <summary>The filters that apply to the records of one secret too.</summary>
public class SecretAuditRequest : RecordRequest
{
    /// <summary>platform (default): what the services did; vault: what Vault recorded itself.</summary>
    [FromQuery(Name = "chain"), OneOf(typeof(LedgerChains))]
    public string? Chain { get; init; }
}

/// <summary>The filters of a tenant's own records, as they stand in the query string; each may be absent.</summary>
public sealed class TenantAuditRequest : RecordRequest
{
    [FromQuery(Name = "secretType")]
    public string? SecretType { get; init; }
}

/// <summary>The filters that everybody has who reads the ledger.</summary>
public class RecordRequest
{
    /// <summary>
    /// The whole action, such as <c>ssh_key.download</c>, or a group of actions: <c>read</c>, <c>write</c>, <c>delete</c>, <c>rotate</c> or
    /// <c>download</c>. An unknown one is an error that names what comes near it.
    /// </summary>
    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    /// <summary>The whole e-mail address or service name, in any case.</summary>
    [FromQuery(Name = "user")]
    public string? User { get; init; }

    /// <summary>The whole e-mail address of the person who caused it, in any case: what services did for them in campaigns, incidents and policies.</summary>
    [FromQuery(Name = "onBehalfOf")]
    public string? OnBehalfOf { get; init; }

    /// <summary>The id of a campaign: all that belongs to it, in every service.</summary>
    [FromQuery(Name = "campaign"), WrittenAs(TextForm.Uuid)]
    public string? Campaign { get; init; }

    /// <summary>ISO 8601; records of this time or later.</summary>
    [FromQuery(Name = "from"), WrittenAs(TextForm.DateTime)]
    public string? From { get; init; }

    /// <summary>ISO 8601; records before this time.</summary>
    [FromQuery(Name = "to"), WrittenAs(TextForm.DateTime)]
    public string? To { get; init; }

    [FromQuery(Name = "outcome"), OneOf(typeof(AuditOutcomes))]
    public string? Outcome { get; init; }

    /// <summary>Records before this sequence: the <c>next</c> of the last answer. Pages then stay as they are while records arrive.</summary>
    [FromQuery(Name = "before"), WrittenAs(TextForm.Number)]
    public string? Before { get; init; }

    [FromQuery(Name = "page")]
    public string? Page { get; init; }

    [FromQuery(Name = "pageSize")]
    public string? PageSize { get; init; }
}
