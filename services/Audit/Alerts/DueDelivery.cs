namespace PenguinMails.Audit.Alerts;

/// <summary>A message that a worker has leased.</summary>
internal sealed class DueDelivery
{
    public Guid DeliveryId { get; init; }
    public Guid AlertId { get; init; }
    public string Event { get; init; } = "";

    /// <summary>With the one that is due now.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>New with every claim, so that a worker whose lease was taken over cannot change the delivery.</summary>
    public Guid LeaseOwner { get; init; }
}
