namespace PenguinMails.Contracts.Messages;

/// <summary>
/// A service is running, and every message that it had committed before this one has been delivered: its outbox lets a heartbeat overtake
/// nothing. Sent every ten seconds by each instance; at most one waits in an outbox.
/// </summary>
/// <param name="Service">The service that sends it.</param>
/// <param name="OccurredAt">When it was written, UTC.</param>
[SentBy(PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record ServiceHeartbeat(string Service, DateTimeOffset OccurredAt) : IEvent, INamesService
{
    public bool SpeaksFor(string service) => Service == service;
}
