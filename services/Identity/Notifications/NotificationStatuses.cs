namespace PenguinMails.Identity.Notifications;

/// <summary>How far a message has come.</summary>
public static class NotificationStatuses
{
    /// <summary>It is sent, or sent again, later.</summary>
    public const string Pending = "pending";

    public const string Delivered = "delivered";

    /// <summary>It was refused for good, or given up.</summary>
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> All = [Pending, Delivered, Failed];
}
