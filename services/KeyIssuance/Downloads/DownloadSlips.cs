using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Downloads;

/// <summary>
/// The second record of the one download, where the material is: a slip in Vault per version, written once with check-and-set.
/// The claim in Postgres decides races; the slip stands when Postgres was restored from an older copy and knows of no claim.
/// </summary>
public sealed class DownloadSlips(IKeyValueStore vault)
{
    /// <summary>False when the version's key has left before, whatever the database says.</summary>
    public async Task<bool> TakeAsync(Guid tenantId, Guid versionId, Guid downloadId, CancellationToken cancellationToken)
    {
        using var slip = new PlainTextValues { { "download_id", downloadId.ToString() } };
        return await vault.WriteAsync(VaultPath.Download(tenantId, versionId), slip, cas: 0, cancellationToken) is WriteOutcome.Written;
    }
}
