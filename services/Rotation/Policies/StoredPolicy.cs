namespace PenguinMails.Rotation.Policies;

/// <summary>What an administrator has set for a type or a tenant.</summary>
public sealed class StoredPolicy
{
    /// <summary>The columns as this class names them.</summary>
    public const string Columns = "type as Type, tenant_id as TenantId, settings as SettingsJson, version as Version";

    public string Type { get; init; } = "";
    public Guid? TenantId { get; init; }
    public string SettingsJson { get; init; } = "{}";
    public long Version { get; init; }

    public PolicySettings Settings => field ??= JsonSerializer.Deserialize<PolicySettings>(SettingsJson, JsonSerializerOptions.Web)!;
}
