namespace PenguinMails.Rotation.Campaigns;

/// <summary>Applies the outcomes of rotations to the campaigns that cover the secret. The events of KeyIssuance have their own audit records.</summary>
internal sealed class CampaignOutcomes(TimeProvider time)
{
    private const string Waits = "operation_in_progress";

    /// <summary>Codes that say there is nothing to rotate.</summary>
    private static readonly string[] Gone = ["no_active_key", "no_server", "not_found"];

    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(10);

    /// <summary>How often another caller's operation is waited for: five minutes in all.</summary>
    private const int MaxAttempts = 30;

    /// <summary>A version that is newer than the campaign satisfies it, whoever requested the rotation.</summary>
    public Task RotatedAsync(DatabaseTransaction transaction, SecretRotated rotated) => transaction.ExecuteAsync(
        """
        update campaign_item as item set state = 'succeeded', finished_at = @now, operation_id = @OperationId, code = null, detail = null
        from campaign
        where campaign.campaign_id = item.campaign_id and campaign.created_at <= @OccurredAt
          and item.tenant_id = @TenantId and item.type = @Type and item.name = @Name and item.state in ('pending', 'asked')
        """,
        new { now = time.GetUtcNow(), rotated.OperationId, rotated.OccurredAt, rotated.Secret.TenantId, rotated.Secret.Type, rotated.Secret.Name });

    public Task FailedAsync(DatabaseTransaction transaction, SecretRotationFailed failed) => transaction.ExecuteAsync(
        """
        update campaign_item set
            state = case when @waits and attempts < @MaxAttempts then 'pending' when @gone then 'skipped' else 'failed' end,
            next_at = @retryAt, asks = 0, operation_id = @OperationId, code = @Code, detail = @Detail,
            finished_at = case when @waits and attempts < @MaxAttempts then null else @now end
        where request_id = @RequestId and state = 'asked'
        """,
        new
        {
            failed.RequestId,
            failed.OperationId,
            failed.Code,
            failed.Detail,
            waits = failed.Code == Waits,
            gone = Gone.Contains(failed.Code),
            MaxAttempts,
            now = time.GetUtcNow(),
            retryAt = time.GetUtcNow() + Courtesy,
        });

    /// <summary>The secret has no version to rotate.</summary>
    public Task EndedAsync(DatabaseTransaction transaction, SecretReference secret, DateTimeOffset at) => transaction.ExecuteAsync(
        """
        update campaign_item as item set state = 'skipped', finished_at = @now, code = 'no_active_key', detail = 'It was revoked, or its server was lost, meanwhile.'
        from campaign
        where campaign.campaign_id = item.campaign_id and campaign.created_at <= @at
          and item.tenant_id = @TenantId and item.type = @Type and item.name = @Name and item.state in ('pending', 'asked')
        """,
        new { at, now = time.GetUtcNow(), secret.TenantId, secret.Type, secret.Name });
}
