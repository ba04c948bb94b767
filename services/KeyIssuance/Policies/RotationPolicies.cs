namespace PenguinMails.KeyIssuance.Policies;

/// <summary>The grace periods of the policies that Rotation keeps, as its events have told them.</summary>
internal static class RotationPolicies
{
    /// <summary>The tenant's override, or else the type's policy; null when neither is known.</summary>
    public static Task<TimeSpan?> GracePeriodAsync(DatabaseTransaction transaction, Guid tenantId, string type) =>
        transaction.ScalarAsync<TimeSpan?>(
            """
            select grace_period from rotation_policy
            where type = @type and (tenant_id = @tenantId or tenant_id is null) and grace_period is not null
            order by tenant_id nulls last limit 1
            """,
            new { tenantId, type });
}

/// <summary>Keeps a policy's grace period. Events may come in any order: the highest version stands.</summary>
internal sealed class RotationPolicyChangedConsumer(Database database) : InboxConsumer<RotationPolicyChanged>(database)
{
    protected override Task HandleAsync(RotationPolicyChanged message, DatabaseTransaction transaction) => transaction.ExecuteAsync(
        """
        insert into rotation_policy as known (type, tenant_id, grace_period, version) values (@SecretType, @TenantId, @gracePeriod, @Version)
        on conflict (type, coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'))
        do update set grace_period = excluded.grace_period, version = excluded.version where known.version < excluded.version
        """,
        new { message.SecretType, message.TenantId, gracePeriod = message.IsRemoved ? (TimeSpan?)null : message.GracePeriod, message.Version });
}
