namespace PenguinMails.Rotation.Campaigns;

/// <summary>How far a campaign has come.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="SecretType">ssh, smtp, dkim or all.</param>
/// <param name="Scope">all, overdue or selected.</param>
/// <param name="State">canary, running, paused, halted, cancelled or completed.</param>
/// <param name="StateReason">Why it is in that state, when a person or a rule decided it.</param>
/// <param name="Total">Secrets it covers.</param>
/// <param name="Succeeded">Secrets that were rotated since it began.</param>
/// <param name="Failed">Secrets that could not be rotated.</param>
/// <param name="Skipped">Secrets that ended in the meantime, or that were pending when it was cancelled.</param>
/// <param name="Running">Secrets whose rotation is under way.</param>
/// <param name="Pending">Secrets it has not come to yet.</param>
/// <param name="Canary">How many secrets go first; 0: none.</param>
/// <param name="Concurrency">How many rotations are under way at a time.</param>
/// <param name="PerServer">How many of them on one server.</param>
/// <param name="MaxFailurePercent">It halts when more than this percentage of the outcomes are failures.</param>
/// <param name="Reason">Why it was begun.</param>
/// <param name="StartedBy">Who began it.</param>
/// <param name="CreatedAt">When it began, UTC.</param>
/// <param name="FinishedAt">When the last rotation ended, UTC.</param>
/// <param name="Eta">When the last outcome is to be expected by its present pace, UTC.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record CampaignView(
    Guid CampaignId,
    [property: OneOf(typeof(CampaignTypes))] string SecretType,
    [property: OneOf(typeof(CampaignScopes))] string Scope,
    [property: OneOf(typeof(CampaignStates))] string State,
    string? StateReason,
    int Total,
    int Succeeded,
    int Failed,
    int Skipped,
    int Running,
    int Pending,
    int Canary,
    int Concurrency,
    int PerServer,
    int MaxFailurePercent,
    string Reason,
    string StartedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? Eta,
    long Version)
{
    public static CampaignView Of(Campaign campaign, DateTimeOffset now) => new(
        campaign.CampaignId, campaign.SecretType, campaign.Scope, campaign.State, campaign.StateReason, campaign.Total,
        campaign.Succeeded, campaign.Failed, campaign.Skipped, campaign.Running, campaign.Counts.Pending, campaign.CanarySize,
        campaign.Concurrency, campaign.PerServer, campaign.MaxFailurePercent, campaign.Reason, campaign.Actor.User,
        campaign.CreatedAt, campaign.FinishedAt, CampaignRules.Eta(campaign, now), campaign.Version);
}

/// <summary>What became of one secret of a campaign.</summary>
internal sealed class CampaignItemView
{
    public Guid TenantId { get; init; }
    [OneOf(typeof(SecretTypes))]
    public string Type { get; init; } = "";
    public string Name { get; init; } = "";
    public string Server { get; init; } = "";

    /// <summary>Whether it belongs to the share that goes first.</summary>
    public bool IsCanary { get; init; }

    /// <summary>pending, running, succeeded, failed or skipped.</summary>
    [OneOf(typeof(CampaignItemStates))]
    public string State { get; init; } = "";

    public int Attempts { get; init; }

    /// <summary>The operation that rotated it, or tried to.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>A stable code of the cause, when it was not rotated.</summary>
    public string? Code { get; init; }

    /// <summary>The cause in plain words.</summary>
    public string? Detail { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What to do now, for one that failed.</summary>
    public string? NextStep => State == CampaignItemStates.Failed
        ? $"Mend the cause, then POST {CampaignEndpoints.Root}/{{campaignId}}/retry{(OperationId is { } id ? $"; the steps are at /api/v1/admin/operations/{id}" : "")}."
        : null;
}
