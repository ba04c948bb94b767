namespace PenguinMails.Contracts.Messages;

/// <summary>
/// Audit records that were committed together, in order, as one message: where one service records many a second, one message each
/// would cost more than what they record.
/// </summary>
/// <param name="OccurredAt">When the last of them happened, UTC.</param>
/// <param name="Records">The records; each is the same one when it is delivered again.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record AuditRecordedTogether(DateTimeOffset OccurredAt, IReadOnlyList<AuditRecorded> Records) : IEvent, INamesService
{
    public bool SpeaksFor(string service) => Records.All(record => record.SpeaksFor(service));
}
