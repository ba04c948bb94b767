using PenguinMails.DevVault.Seal;

namespace PenguinMails.DevVault.Core;

/// <summary>Whether it is sealed, and how far unsealing is.</summary>
/// <param name="Seal">Null before initialisation.</param>
/// <param name="Cluster">Null while sealed.</param>
internal sealed record SealStatus(SealConfiguration? Seal, bool IsSealed, int Progress, string Nonce, ClusterIdentity? Cluster, string StorageKind)
{
    public Dictionary<string, object?> ToJson()
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "shamir",
            ["initialized"] = Seal is not null,
            ["sealed"] = IsSealed,
            ["t"] = Seal?.Threshold ?? 0,
            ["n"] = Seal?.Shares ?? 0,
            ["progress"] = Progress,
            ["nonce"] = Nonce,
            ["version"] = ProductVersion.Text,
            ["build_date"] = ProductVersion.BuildDate,
            ["migration"] = false,
        };
        if (Cluster is not null)
        {
            json["cluster_name"] = Cluster.Name;
            json["cluster_id"] = Cluster.Id;
        }

        json["recovery_seal"] = false;
        if (Seal is not null)
        {
            json["storage_type"] = StorageKind;
        }

        return json;
    }
}
