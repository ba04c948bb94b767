namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Every write to <c>secret/</c> is check-and-set, and ten versions are kept.</summary>
internal sealed class KeyValueSettings : IVaultPart
{
    private const int MaxVersions = 10;

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var settings = (await vault.SendAsync(HttpMethod.Get, "secret/config", cancellationToken: cancellationToken)).Ok().Data;
        if (settings.GetProperty("cas_required").GetBoolean() && settings.GetProperty("max_versions").GetInt32() == MaxVersions)
        {
            return [];
        }

        (await vault.SendAsync(
            HttpMethod.Post, "secret/config", new JsonObject { ["cas_required"] = true, ["max_versions"] = MaxVersions }, cancellationToken)).Ok();
        return [new Drift("secret/ did not require check-and-set, or kept another number of versions")];
    }
}
