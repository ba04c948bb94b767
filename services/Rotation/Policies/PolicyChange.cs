namespace PenguinMails.Rotation.Policies;

/// <summary>
/// Changes a policy: row, history, event, audit record and the mark on every secret it holds for are one transaction; the scheduler
/// then decides anew on those secrets. Grace periods that run already end as they were promised.
/// </summary>
internal sealed class PolicyChange(RotationPolicies policies, AuditTrail trail, TimeProvider time)
{
    /// <returns>The new policy; null when the current version is not the expected one.</returns>
    public async Task<PolicyView?> PutAsync(DatabaseTransaction transaction, PutPolicy request, PolicySettings settings, AuditActor actor)
    {
        var type = request.SecretType!;
        await transaction.ChangePoliciesAsync();
        var before = await PolicyQuery.FindAsync(transaction, type, request.TenantId);
        if (request.ExpectedVersion is { } expected && expected != (before?.Version ?? 0))
        {
            return null;
        }

        var version = await RecordAsync(transaction, type, request.TenantId, settings, request.Reason, actor);
        await transaction.ExecuteAsync(
            """
            insert into rotation_policy (type, tenant_id, settings, version) values (@type, @TenantId, @settings::jsonb, @version)
            on conflict (type, tenant_id) do update set settings = excluded.settings, version = excluded.version
            """,
            new { type, request.TenantId, settings = Json(settings), version });
        await MarkAsync(transaction, type, request.TenantId, actor);
        return await PolicyQuery.FindAsync(transaction, type, request.TenantId);
    }

    /// <summary>Removes a tenant's override, or what was set for a type: what is configured holds again.</summary>
    /// <returns>Whether a policy was removed.</returns>
    public async Task<bool> RemoveAsync(DatabaseTransaction transaction, string type, Guid? tenantId, string? reason, AuditActor actor)
    {
        await transaction.ChangePoliciesAsync();
        if (await PolicyQuery.FindAsync(transaction, type, tenantId) is null)
        {
            return false;
        }

        await RecordAsync(transaction, type, tenantId, settings: null, reason, actor);
        await transaction.ExecuteAsync(
            "delete from rotation_policy where type = @type and tenant_id is not distinct from @tenantId::uuid", new { type, tenantId });
        await MarkAsync(transaction, type, tenantId, actor);
        return true;
    }

    private async Task<long> RecordAsync(
        DatabaseTransaction transaction, string type, Guid? tenantId, PolicySettings? settings, string? reason, AuditActor actor)
    {
        var now = time.GetUtcNow();
        var before = (await transaction.QuerySingleOrDefaultAsync<StoredPolicy>(
            $"select {StoredPolicy.Columns} from rotation_policy where type = @type and tenant_id is not distinct from @tenantId::uuid",
            new { type, tenantId }))?.Settings;
        var version = 1 + await transaction.ScalarAsync<long>(
            "select coalesce(max(version), 0) from rotation_policy_change where type = @type", new { type });
        await transaction.ExecuteAsync(
            """
            insert into rotation_policy_change (type, version, tenant_id, before, after, actor, reason, changed_at)
            values (@type, @version, @tenantId, @before::jsonb, @after::jsonb, @actor::jsonb, @reason, @now)
            """,
            new { type, version, tenantId, before = Json(before), after = Json(settings), actor = Json(actor), reason, now });
        var inForce = settings ?? PolicySettings.Of(policies.Configured(type)!);
        await transaction.PublishAsync(new RotationPolicyChanged(
            type, tenantId, IsRemoved: settings is null && tenantId is not null, IsoDuration.Parse(inForce.GracePeriod)!.Value, version, now));
        await trail.RecordAsync(transaction, actor, new AuditEntry("rotation_policy.change", AuditOutcomes.Success)
        {
            TenantId = tenantId,
            Reason = reason,
            Details = new()
            {
                ["secretType"] = type,
                ["version"] = $"{version}",
                ["before"] = Json(before) ?? "not set",
                ["after"] = Json(settings) ?? "not set",
            },
        });
        return version;
    }

    private static Task MarkAsync(DatabaseTransaction transaction, string type, Guid? tenantId, AuditActor actor) => transaction.ExecuteAsync(
        """
        update scheduled_secret as secret set redecide = true, redecide_for = @principal::jsonb
        where type = @type and state <> 'ended' and (tenant_id = @tenantId or (@tenantId::uuid is null and not exists (
            select from rotation_policy as override where override.type = secret.type and override.tenant_id = secret.tenant_id)))
        """,
        new { type, tenantId, principal = PrincipalJson.Write(actor.AsPrincipal()) });

    private static string? Json<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}
