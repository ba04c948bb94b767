namespace PenguinMails.KeyIssuance.Operations;

/// <summary>The one operation that a secret may have under way, seen from a request for another.</summary>
internal sealed record RunningOperation(
    Guid OperationId, string KindName, Guid? VersionId, string TriggeredBy, string? Reason, string Actor, Guid? RequestId, string? OnBehalfOf, Guid? CampaignId)
{
    public const string SupersededCode = "superseded_by_revocation";
    public const string AbandonedCode = "superseded_by_abandonment";

    public OperationKind Kind { get; } = OperationPlans.Parse(KindName);

    public static Task<RunningOperation?> FindAsync(DatabaseTransaction transaction, Guid secretId) =>
        transaction.QuerySingleOrDefaultAsync<RunningOperation>(
            """
            select operation_id as "OperationId", kind as "KindName", version_id as "VersionId", triggered_by as "TriggeredBy",
                   reason as "Reason", actor::text as "Actor", request_id as "RequestId",
                   on_behalf_of::text as "OnBehalfOf", campaign_id as "CampaignId"
            from operation where secret_id = @secretId and status in ('pending', 'running')
            """,
            new { secretId });

    /// <summary>
    /// Ends it in favour of a revocation, a reset, or the server's abandonment. Its worker finds its lease gone, and the target is fenced
    /// against what the worker may still send.
    /// </summary>
    public async Task SupersedeAsync(DatabaseTransaction transaction, SecretReference secret, OperationKind by, SecretTypeCatalog types, AuditTrail trail, DateTimeOffset now)
    {
        var (code, detail) = by == OperationKind.Abandon
            ? (AbandonedCode, "The server was abandoned.")
            : (SupersededCode, by switch
            {
                OperationKind.Reset => "An emergency reset took its place.",
                OperationKind.Delete => "A deletion took its place.",
                _ => "A revocation took its place.",
            });
        await transaction.ExecuteAsync(
            """
            update operation set status = 'failed', error_code = @code, error_detail = @detail, finished_at = @now,
                                 lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            update operation_step set status = 'failed', error = @detail, finished_at = @now
            where operation_id = @OperationId and status in ('pending', 'running');
            """,
            new { OperationId, code, detail, now });
        if (Kind == OperationKind.Rotate)
        {
            await transaction.PublishAsync(new SecretRotationFailed(secret, OperationId, TriggeredBy, code, detail, now, RequestId));
        }

        await trail.RecordAsync(
            transaction,
            JsonSerializer.Deserialize<AuditActor>(Actor, JsonSerializerOptions.Web)!,
            new AuditEntry(AuditActions.Of(types, secret.Type, Kind), AuditOutcomes.Failed)
            {
                Secret = secret,
                VersionId = VersionId,
                CorrelationId = OperationId,
                Reason = Reason,
                Code = code,
                OnBehalfOf = OperationCause.Read(OnBehalfOf),
                CampaignId = CampaignId,
            });
        KeyIssuanceTelemetry.Ended(secret.Type, KindName, "superseded");
    }
}
