using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>A way on which messages go out.</summary>
internal interface IMessageChannel : IDeliveryChannel
{
    /// <summary>Sends the message once. Failures of the receiver are outcomes; others are exceptions, and the message is tried again.</summary>
    Task<DeliveryOutcome> SendAsync(DueMessage message, IReadOnlyList<Notice> notices, CancellationToken cancellationToken);
}

/// <summary>A message that a worker has leased.</summary>
/// <param name="MessageId">The same however often it is sent.</param>
/// <param name="TenantId">Whose it is; null of people who belong to no tenant.</param>
/// <param name="UserId">Of a mail, to whom.</param>
/// <param name="WebhookId">Of a webhook's message, to which.</param>
/// <param name="Attempts">With the one that is due now.</param>
/// <param name="Sealed">Of an invitation its link, as cipher text.</param>
/// <param name="LeaseOwner">New with every claim: a worker whose lease was taken over changes nothing.</param>
internal sealed record DueMessage(Guid MessageId, Guid? TenantId, Guid? UserId, Guid? WebhookId, int Attempts, string? Sealed, Guid LeaseOwner);
