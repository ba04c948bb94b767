namespace PenguinMails.Contracts.Messages;

/// <summary>
/// A service is running, and every audit record and alert that it had committed before this one has been delivered: its outbox lets a
/// heartbeat overtake none of them. Sent every ten seconds by each instance; at most one waits in an outbox.
/// </summary>
/// <param name="Service">The service that sends it.</param>
/// <param name="OccurredAt">When it was written, UTC.</param>
/// <param name="Late">Periodic work of this service that is overdue, whatever the reason; absent when none is.</param>
/// <param name="NotKnown">Periodic work of which it is not known yet whether it is overdue: what was said of it before stands.</param>
/// <param name="SetAside">
/// What lies in the <c>_error</c> queues of this service's queues; an entry with the count 0 says that one is empty. Nothing is known of a queue that is
/// not named.
/// </param>
/// <param name="SignedInToVaultAt">When this instance last signed in to Vault, UTC; absent when it has not.</param>
/// <param name="LastPosition">The last number that an audit record of this service had when this was written; absent before the first.</param>
[SentBy(PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record ServiceHeartbeat(
    string Service,
    DateTimeOffset OccurredAt,
    IReadOnlyList<LateWork>? Late = null,
    IReadOnlyList<string>? NotKnown = null,
    IReadOnlyList<SetAsideMessages>? SetAside = null,
    DateTimeOffset? SignedInToVaultAt = null,
    ProducerPosition? LastPosition = null) : IEvent, INamesService
{
    public bool SpeaksFor(string service) => Service == service;
}

/// <summary>Periodic work that has not been done for long.</summary>
/// <param name="Work">One of <see cref="PeriodicWork"/>.</param>
/// <param name="DueAt">Since when it is due, UTC.</param>
public sealed record LateWork(string Work, DateTimeOffset DueAt);

/// <summary>Messages that could not be handled and wait in an <c>_error</c> queue. Forged ones are not counted.</summary>
/// <param name="Queue">The queue that they were set aside from.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Reasons">What they are and why they were set aside, in words, the commonest kinds first; may hold what a sender wrote.</param>
public sealed record SetAsideMessages(string Queue, int Count, IReadOnlyList<string> Reasons);

/// <summary>Work of services whose absence is an alert.</summary>
public static class PeriodicWork
{
    /// <summary>Comparing what servers accept with the issued keys.</summary>
    public const string DriftChecks = "drift_checks";
}
