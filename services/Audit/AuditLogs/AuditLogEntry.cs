namespace PenguinMails.Audit.AuditLogs;

/// <summary>A record of the ledger as the API shows it.</summary>
public sealed class AuditLogEntry
{
    /// <summary>Its place in the ledger; without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened at its source, UTC.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The service that recorded it.</summary>
    public string Service { get; init; } = "";

    /// <summary>What was done, a dotted verb.</summary>
    public string Action { get; init; } = "";

    public Guid? TenantId { get; init; }

    /// <summary>Who did it: an e-mail address, or a service's name; <c>(erased)</c> when it was forgotten, for operators <c>(person)</c>.</summary>
    public string User { get; internal set; } = "";

    public string Role { get; init; } = "";

    /// <summary>The person who caused it, when a service carried it out; <c>(erased)</c> when that person was forgotten.</summary>
    public string? OnBehalfOf { get; internal set; }

    /// <summary>The campaign that it belongs to.</summary>
    public Guid? CampaignId { get; init; }

    public Guid? UserId { get; internal set; }
    public Guid? SessionId { get; internal set; }
    public string? SecretType { get; init; }
    public string? SecretName { get; init; }
    public Guid? VersionId { get; init; }

    /// <summary>Where the secret lies.</summary>
    public string? Path { get; init; }

    /// <summary>What it is about, in one place; null when it is about no one thing.</summary>
    public RecordTarget? Target { get; private set; }

    /// <summary>The bytes to which the hash commits: what it is about stands there.</summary>
    internal byte[] Body
    {
        init => Target = RecordTarget.Of(value);
    }

    public string? IpAddress { get; internal set; }

    /// <summary>intent, success, refused or failed.</summary>
    [OneOf(typeof(AuditOutcomes))]
    public string Outcome { get; init; } = "";

    public string? Reason { get; internal set; }

    /// <summary>The problem code of a refusal or failure.</summary>
    public string? Code { get; init; }

    /// <summary>Ties an intent to its outcome.</summary>
    public Guid? CorrelationId { get; init; }

    public string? TraceId { get; init; }

    /// <summary>SHA-256 of the record and its predecessor's hash, hexadecimal.</summary>
    public string Hash { get; init; } = "";

    /// <summary>For an operator: what was done to what, by which role, and not by whom. Services are named.</summary>
    internal void LeaveOutPersons()
    {
        var isService = PlatformServices.All.Contains(User);
        (User, OnBehalfOf) = (isService || User == Erased ? User : Person, OnBehalfOf is null or Erased ? OnBehalfOf : Person);
        (UserId, SessionId, IpAddress) = (null, null, null);
        Reason = Reason is null ? null : PersonalText.WithoutAddresses(Reason);
        Target = Target?.Type == RecordTargetTypes.Person ? null : Target;
    }

    private const string Erased = "(erased)";
    private const string Person = "(person)";
}
