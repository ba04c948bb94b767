namespace PenguinMails.Rotation.Policies;

/// <summary>Reads policies: a tenant's override before the type's default before what is configured.</summary>
public sealed class RotationPolicies(IOptions<RotationOptions> options)
{
    /// <summary>The longest interval that any policy may have; no due date lies further ahead.</summary>
    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(365);

    /// <summary>What is configured for a type; null for a type that is not rotated by schedule.</summary>
    public RotationPolicy? Configured(string secretType) => RotatedTypes.Find(secretType) is { } type ? Of(type.Options(options.Value)) : null;

    /// <summary>The policies that hold for these tenants' secrets. Where dates are decided by them, they are held first.</summary>
    public async Task<PolicySet> LoadAsync(DatabaseTransaction transaction, params IReadOnlyCollection<Guid> tenants)
    {
        var stored = await transaction.QueryAsync<StoredPolicy>(
            $"select {StoredPolicy.Columns} from rotation_policy where tenant_id is null or tenant_id = any(@tenants)",
            new { tenants = tenants.Distinct().ToArray() });
        return new PolicySet(this, stored);
    }

    private static RotationPolicy Of(SecretTypeOptions type) => new(
        type.Interval, type.GracePeriod, type.JitterWindow, type.RetryDelay, type.RetryDelayLimit)
    {
        IsEnabled = type.Enabled,
        AlertBefore = type.AlertBefore,
    };
}

/// <summary>Policies as they stood when they were read.</summary>
public sealed class PolicySet(RotationPolicies policies, IReadOnlyList<StoredPolicy> stored)
{
    /// <summary>The policy of a secret; null when secrets of its type are not rotated by schedule.</summary>
    public RotationPolicy? For(SecretReference secret) => For(secret.Type, secret.TenantId);

    /// <summary>The policy of a tenant's secrets of a type, or the type's own.</summary>
    public RotationPolicy? For(string type, Guid? tenantId) => policies.Configured(type) is not { } configured
        ? null
        : (Find(type, tenantId) ?? Find(type, null)) is { } set ? set.Settings.ApplyTo(configured) : configured;

    private StoredPolicy? Find(string type, Guid? tenantId) => stored.FirstOrDefault(policy => policy.Type == type && policy.TenantId == tenantId);
}
