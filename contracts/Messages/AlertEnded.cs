namespace PenguinMails.Contracts.Messages;

/// <summary>The cause of an alert is gone, as the service says that raised it. Alerts that a person has resolved stay as they are.</summary>
/// <param name="DeduplicationKey">As in the <see cref="AlertRaised"/> of the incident.</param>
/// <param name="Ending">How it ended, one sentence; added to the alert's summary.</param>
/// <param name="OccurredAt">When it was noticed, UTC. What was raised after it is another incident.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.KeyIssuance, PlatformServices.VaultOperations)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record AlertEnded(string DeduplicationKey, string Ending, DateTimeOffset OccurredAt) : IEvent;
