namespace PenguinMails.Contracts.Messages;

/// <summary>Something that a person must look at.</summary>
/// <param name="AlertId">Identifies the alert.</param>
/// <param name="Kind">A stable dotted name such as <c>ssh.host_key_changed</c>; each is of certain services (<see cref="AlertKinds"/>).</param>
/// <param name="Severity">One of <see cref="AlertSeverities"/>.</param>
/// <param name="DeduplicationKey">Alerts of one service with the same key belong to one incident.</param>
/// <param name="TenantId">Whose tenant it concerns, if any.</param>
/// <param name="Secret">Which secret it concerns, if any.</param>
/// <param name="Summary">What happened, one sentence.</param>
/// <param name="NextStep">What to do now, one sentence.</param>
/// <param name="TraceId">The W3C trace id under which it was noticed.</param>
/// <param name="OccurredAt">When it was noticed, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record AlertRaised(
    Guid AlertId,
    string Kind,
    string Severity,
    string DeduplicationKey,
    Guid? TenantId,
    SecretReference? Secret,
    string Summary,
    string NextStep,
    string? TraceId,
    DateTimeOffset OccurredAt) : IEvent;

/// <summary>How urgent an alert is.</summary>
public static class AlertSeverities
{
    /// <summary>A possible attack, or a tenant may be locked out.</summary>
    public const string Critical = "critical";

    /// <summary>Needs attention soon.</summary>
    public const string Warning = "warning";
}
