namespace PenguinMails.Identity.Notifications;

/// <summary>What somebody, or a webhook of the tenant, was told or is to be told.</summary>
public sealed class Notification
{
    public Guid NotificationId { get; init; }

    /// <summary>The message that tells of it. Several notifications can be in one mail.</summary>
    public Guid DeliveryId { get; init; }

    [OneOf(typeof(TenantEvents))]
    public string Event { get; init; } = "";

    /// <summary>mail: to the caller; webhook: to one of the tenant's.</summary>
    [OneOf(MessageTable.Mail, MessageTable.Webhook)]
    public string Channel { get; init; } = "";

    public Guid? WebhookId { get; init; }

    public string? SecretType { get; init; }
    public string? SecretName { get; init; }

    /// <summary>What happened, in words.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What to do.</summary>
    public string NextStep { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>pending, delivered or failed.</summary>
    [OneOf(typeof(NotificationStatuses))]
    public string Status { get; init; } = "";

    /// <summary>How often the message was sent, or tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt did not succeed; null when it did.</summary>
    public string? Error { get; init; }

    /// <summary>When it is sent at the earliest; null when it is not sent again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was delivered or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
