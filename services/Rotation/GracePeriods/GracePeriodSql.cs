namespace PenguinMails.Rotation.GracePeriods;

/// <summary>
/// Replaced versions that still work: <c>running</c> until the grace period ends, <c>asked</c> while RetirePreviousVersion is
/// under way, <c>over</c> when the version is known to be refused. A period that is over never runs again.
/// </summary>
internal static class GracePeriodSql
{
    /// <param name="rotated">What replaced the version.</param>
    /// <param name="retireAt">When it is to be retired; not later than the end of grace that the event names.</param>
    public static Task BeginGracePeriodAsync(
        this DatabaseTransaction transaction, SecretRotated rotated, DateTimeOffset retireAt) => transaction.ExecuteAsync(
        """
        insert into grace_period (version_id, tenant_id, type, name, state, started_at, ends_at, next_ask_at, campaign_id)
        values (@PreviousVersionId, @TenantId, @Type, @Name, 'running', @OccurredAt, @GraceEndsAt, @retireAt,
                (select campaign_id from campaign_item where request_id = @RequestId limit 1))
        on conflict do nothing
        """,
        new
        {
            rotated.PreviousVersionId,
            rotated.Secret.TenantId,
            rotated.Secret.Type,
            rotated.Secret.Name,
            rotated.OccurredAt,
            rotated.GraceEndsAt,
            rotated.RequestId,
            retireAt,
        });

    /// <summary>Grace periods of versions that count as exposed end earlier.</summary>
    public static Task ShortenGracePeriodsAsync(this DatabaseTransaction transaction, SecretReference secret, DateTimeOffset retireAt) =>
        transaction.ExecuteAsync(
            """
            update grace_period set next_ask_at = @retireAt
            where tenant_id = @TenantId and type = @Type and name = @Name and state = 'running' and next_ask_at > @retireAt
            """,
            new { secret.TenantId, secret.Type, secret.Name, retireAt });

    /// <summary>The version is refused. Remembered even when the event that began its grace period comes later.</summary>
    public static Task EndGracePeriodAsync(this DatabaseTransaction transaction, PreviousVersionRetired retired) => transaction.ExecuteAsync(
        """
        insert into grace_period (version_id, tenant_id, type, name, state, started_at, ends_at, next_ask_at)
        values (@VersionId, @TenantId, @Type, @Name, 'over', @OccurredAt, @OccurredAt, @OccurredAt)
        on conflict (version_id) do update set state = 'over'
        """,
        new { retired.VersionId, retired.Secret.TenantId, retired.Secret.Type, retired.Secret.Name, retired.OccurredAt });

    /// <summary>Every version of the secret that was live at that time is refused.</summary>
    public static Task EndGracePeriodsAsync(this DatabaseTransaction transaction, SecretReference secret, DateTimeOffset at) =>
        transaction.ExecuteAsync(
            """
            update grace_period set state = 'over'
            where tenant_id = @TenantId and type = @Type and name = @Name and state <> 'over' and started_at <= @at
            """,
            new { secret.TenantId, secret.Type, secret.Name, at });
}
