namespace PenguinMails.Contracts.Messages;

/// <summary>A user was disabled or reset: their pending requests expire.</summary>
/// <param name="UserId">Who.</param>
/// <param name="OccurredAt">When, UTC; no token of theirs that was issued before counts any more.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Identity)]
[TakenBy(PlatformServices.Audit, PlatformServices.KeyIssuance, IsInternal = true)]
public sealed record AccessEnded(Guid UserId, DateTimeOffset OccurredAt) : IEvent;
