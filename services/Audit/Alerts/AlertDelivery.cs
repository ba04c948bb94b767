namespace PenguinMails.Audit.Alerts;

/// <summary>One message about an alert to one channel.</summary>
public sealed class AlertDelivery
{
    /// <summary>Identifies the message; it stays the same however often it is sent.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>pagerduty or webhook.</summary>
    [OneOf("pagerduty", "webhook")]
    public string Channel { get; init; } = "";

    /// <summary>trigger, acknowledge or resolve.</summary>
    [OneOf(typeof(AlertEvents))]
    public string Event { get; init; } = "";

    /// <summary>pending, delivered or failed.</summary>
    [OneOf("pending", "delivered", "failed")]
    public string State { get; init; } = "";

    /// <summary>How often it was sent, or tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt did not succeed; null when it did.</summary>
    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is sent at the earliest; null when it is not sent again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>The events of an alert that are delivered.</summary>
internal static class AlertEvents
{
    public const string Trigger = "trigger";
    public const string Acknowledge = "acknowledge";
    public const string Resolve = "resolve";
}
