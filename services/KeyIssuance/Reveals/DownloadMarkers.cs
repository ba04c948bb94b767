namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>
/// The second record of a reveal that happens once, where the material is: a marker in Vault per version, written once with check-and-set.
/// The claim in Postgres decides races; the marker holds when Postgres was restored from an older copy that knows no claim.
/// </summary>
public sealed class DownloadMarkers(IKeyValueStore vault)
{
    /// <returns>False when the version's material has left before, whatever the database says.</returns>
    public async Task<bool> TakeAsync(Guid tenantId, Guid versionId, Guid downloadId, CancellationToken cancellationToken)
    {
        using var marker = new PlainTextValues { { "download_id", downloadId.ToString() } };
        return await vault.WriteAsync(VaultPath.Download(tenantId, versionId), marker, cas: 0, cancellationToken) is WriteOutcome.Written;
    }
}
