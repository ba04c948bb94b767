namespace PenguinMails.Rotation.Policies;

/// <summary>What an administrator has set for a type or a tenant.</summary>
public sealed class StoredPolicy
{
    public const string Columns = "type, tenant_id, settings as SettingsJson, version";

    public string Type { get; init; } = "";
    public Guid? TenantId { get; init; }
    public string SettingsJson { get; init; } = "{}";
    public long Version { get; init; }

    public PolicySettings Settings => field ??= JsonSerializer.Deserialize<PolicySettings>(SettingsJson, JsonSerializerOptions.Web)!;
}
