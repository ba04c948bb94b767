using System.Globalization;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>Versions and metadata as answers show them.</summary>
internal static class SecretJson
{
    public static Dictionary<string, object?> Version(SecretMetadata metadata, ulong number, SecretVersion version) => new(StringComparer.Ordinal)
    {
        ["created_time"] = Rfc3339.Nano(version.Created),
        ["custom_metadata"] = metadata.CustomMetadata,
        ["deletion_time"] = Time(version.DeletionTime),
        ["destroyed"] = version.Destroyed,
        ["version"] = (long)number,
    };

    public static Dictionary<string, object?> Metadata(SecretMetadata metadata) =>
        new(StringComparer.Ordinal)
        {
            ["cas_required"] = metadata.CasRequired,
            ["custom_metadata"] = metadata.CustomMetadata,
            ["last_updated_by"] = metadata.LastUpdatedBy?.ToJson(),
            ["created_time"] = Rfc3339.Nano(metadata.Created),
            ["current_version"] = (long)metadata.CurrentVersion,
            ["delete_version_after"] = Rfc3339.Duration(metadata.DeleteVersionAfter),
            ["max_versions"] = (long)metadata.MaxVersions,
            ["oldest_version"] = (long)metadata.OldestVersion,
            ["updated_time"] = Rfc3339.Nano(metadata.Updated),
            ["versions"] = metadata.Versions.OrderBy(version => version.Key).ToDictionary(
                version => version.Key.ToString(CultureInfo.InvariantCulture),
                version => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["created_by"] = version.Value.CreatedBy?.ToJson(),
                    ["created_time"] = Rfc3339.Nano(version.Value.Created),
                    ["deleted_by"] = version.Value.DeletedBy?.ToJson(),
                    ["deletion_time"] = Time(version.Value.DeletionTime),
                    ["destroyed"] = version.Value.Destroyed,
                },
                StringComparer.Ordinal),
        };

    private static string Time(DateTimeOffset? time) => time is { } known ? Rfc3339.Nano(known) : string.Empty;
}
