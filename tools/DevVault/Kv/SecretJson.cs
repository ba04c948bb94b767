using System.Globalization;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>Versions and metadata as answers show them.</summary>
internal static class SecretJson
{
    public static Dictionary<string, object?> Version(SecretMetadata metadata, ulong number, SecretVersion version)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["created_time"] = Rfc3339.Nano(version.Created),
            ["deletion_time"] = Time(version.DeletionTime),
            ["destroyed"] = version.Destroyed,
            ["version"] = (long)number,
        };
        if (metadata.CustomMetadata is not null)
        {
            json["custom_metadata"] = metadata.CustomMetadata;
        }

        return json;
    }

    public static Dictionary<string, object?> Metadata(SecretMetadata metadata)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["cas_required"] = metadata.CasRequired,
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
                    ["created_time"] = Rfc3339.Nano(version.Value.Created),
                    ["deletion_time"] = Time(version.Value.DeletionTime),
                    ["destroyed"] = version.Value.Destroyed,
                },
                StringComparer.Ordinal),
        };
        if (metadata.CustomMetadata is not null)
        {
            json["custom_metadata"] = metadata.CustomMetadata;
        }

        return json;
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? Rfc3339.Nano(known) : string.Empty;
}
