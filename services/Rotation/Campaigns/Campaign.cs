namespace PenguinMails.Rotation.Campaigns;

/// <summary>A rotation of many secrets as it stands in its row.</summary>
internal sealed class Campaign
{
    public const string Columns =
        """
        campaign_id, secret_type, scope, reason, actor::text as ActorJson, state,
        state_reason, grace_period, canary_size, concurrency, per_server, max_failure_percent, total, succeeded, failed, skipped, running,
        seen_finished, seen_failed, version, created_at, resumed_at, finished_at
        """;

    public Guid CampaignId { get; init; }
    public string SecretType { get; init; } = "";
    public string Scope { get; init; } = "";
    public string Reason { get; init; } = "";
    public string ActorJson { get; init; } = "{}";
    public string State { get; init; } = CampaignStates.Running;
    public string? StateReason { get; init; }
    public TimeSpan? GracePeriod { get; init; }
    public int CanarySize { get; init; }
    public int Concurrency { get; init; }
    public int PerServer { get; init; }
    public int MaxFailurePercent { get; init; }
    public int Total { get; init; }
    public int Succeeded { get; init; }
    public int Failed { get; init; }
    public int Skipped { get; init; }
    public int Running { get; init; }
    public int SeenFinished { get; init; }
    public int SeenFailed { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ResumedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public CampaignCounts Counts => new(Total, Succeeded, Failed, Skipped, Running);

    /// <summary>The person who started it.</summary>
    public AuditActor Actor => ActorOf(ActorJson);

    public static AuditActor ActorOf(string json) => JsonSerializer.Deserialize<AuditActor>(json, JsonSerializerOptions.Web)!;
}

/// <summary>How far a campaign has come.</summary>
internal sealed record CampaignCounts(int Total, int Succeeded, int Failed, int Skipped, int Running)
{
    public int Finished => Succeeded + Failed + Skipped;

    public int Pending => Total - Finished - Running;
}
