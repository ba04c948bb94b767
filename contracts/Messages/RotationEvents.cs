namespace PenguinMails.Contracts.Messages;

/// <summary>A rotation policy was changed, or a tenant's override was removed. A higher version replaces a lower one.</summary>
/// <param name="SecretType">The secret type it is for, one of <see cref="SecretTypes"/>.</param>
/// <param name="TenantId">The tenant whose override it is; null for the type's default.</param>
/// <param name="IsRemoved">Whether the tenant's override is gone, so that the type's default holds again.</param>
/// <param name="GracePeriod">How long a replaced version keeps working.</param>
/// <param name="Version">Counts the changes of all policies of the type.</param>
/// <param name="OccurredAt">When it was changed, UTC.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Rotation)]
[TakenBy(PlatformServices.KeyIssuance)]
public sealed record RotationPolicyChanged(
    string SecretType, Guid? TenantId, bool IsRemoved, TimeSpan GracePeriod, long Version, DateTimeOffset OccurredAt) : IEvent;

/// <summary>When a secret is due for its next rotation.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="DueAt">The due date, UTC; null when it is not rotated by schedule now.</param>
/// <param name="OccurredAt">When this was decided, UTC. A later decision replaces an earlier one.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Rotation)]
[TakenBy(PlatformServices.KeyIssuance)]
public sealed record RotationScheduled(SecretReference Secret, DateTimeOffset? DueAt, DateTimeOffset OccurredAt) : IEvent;

/// <summary>How far a campaign has come. The newest state of a campaign is the one with the highest version.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="State">One of <see cref="CampaignStates"/>.</param>
/// <param name="Total">Secrets it covers.</param>
/// <param name="Succeeded">Secrets that were rotated since it began.</param>
/// <param name="Failed">Secrets that could not be rotated.</param>
/// <param name="Skipped">Secrets that ended meanwhile, or that a cancelled campaign did not come to.</param>
/// <param name="Running">Secrets whose rotation is under way.</param>
/// <param name="Pending">Secrets it has not come to yet.</param>
/// <param name="Version">Grows with each change of the campaign.</param>
/// <param name="OccurredAt">When it came this far, UTC.</param>
[SentBy(PlatformServices.Rotation)]
public sealed record CampaignProgressed(
    Guid CampaignId, string State, int Total, int Succeeded, int Failed, int Skipped, int Running, int Pending, long Version, DateTimeOffset OccurredAt) : IEvent;

/// <summary>Where a campaign stands.</summary>
public static class CampaignStates
{
    /// <summary>The canary share is being rotated; the rest waits for how it goes.</summary>
    public const string Canary = "canary";

    /// <summary>Rotations are being asked for.</summary>
    public const string Running = "running";

    /// <summary>A person paused it: what is under way ends, nothing new begins.</summary>
    public const string Paused = "paused";

    /// <summary>Too many rotations failed: as paused, until a person decides.</summary>
    public const string Halted = "halted";

    /// <summary>A person ended it: what is under way ends, the rest is skipped.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Every secret has its outcome.</summary>
    public const string Completed = "completed";

    public static readonly IReadOnlyList<string> All = [Canary, Running, Paused, Halted, Cancelled, Completed];
}
