namespace PenguinMails.Audit.Alerts;

/// <summary>One incident that requires attention, however often it was raised.</summary>
public class Alert
{
    public Guid AlertId { get; init; }

    /// <summary>A stable dotted name such as <c>ssh.host_key_changed</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The service that raised it.</summary>
    public string RaisedBy { get; init; } = "";

    /// <summary>critical or warning; the gravest of its occurrences.</summary>
    [OneOf(typeof(AlertSeverities))]
    public string Severity { get; init; } = "";

    /// <summary>open, acknowledged or resolved.</summary>
    [OneOf(typeof(AlertStates))]
    public string State { get; init; } = "";

    public Guid? TenantId { get; init; }
    public string? SecretType { get; init; }
    public string? SecretName { get; init; }

    /// <summary>What happened, as last reported.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>What to do now.</summary>
    public string NextStep { get; internal set; } = "";

    /// <summary>How often it was raised.</summary>
    public int Occurrences { get; init; }

    public DateTimeOffset FirstOccurredAt { get; init; }
    public DateTimeOffset LastOccurredAt { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; init; }
    public string? AcknowledgedBy { get; internal set; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public string? ResolvedBy { get; internal set; }
    public string? TraceId { get; init; }

    /// <summary>For an operator: the people that it names are left out, services are not.</summary>
    internal void LeaveOutPersons()
    {
        (Summary, NextStep) = (PersonalText.WithoutAddresses(Summary), PersonalText.WithoutAddresses(NextStep));
        (AcknowledgedBy, ResolvedBy) = (OrAdministrator(AcknowledgedBy), OrAdministrator(ResolvedBy));
    }

    private static string? OrAdministrator(string? name) => name is null || PlatformServices.All.Contains(name) ? name : "(administrator)";
}

/// <summary>An alert with whom it was told to.</summary>
public sealed class AlertDetails : Alert
{
    /// <summary>Oldest first. Empty when no channel is configured.</summary>
    public IReadOnlyList<AlertDelivery> Deliveries { get; set; } = [];
}
