namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The platform's own transit keys. Tenants' keys are made by KeyIssuance.</summary>
internal sealed class TransitKeys : IVaultPart
{
    private static readonly IReadOnlyList<(TransitKey Key, string Type)> Keys =
    [(TransitKey.AuditCheckpoints, "ecdsa-p256"), (TransitKey.Identity, "aes256-gcm96"), (TransitKey.IdentityTokens, "ecdsa-p256")];

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var drifts = new List<Drift>();
        foreach (var (key, type) in Keys)
        {
            var answer = (await vault.SendAsync(HttpMethod.Get, $"transit/keys/{key}", cancellationToken: cancellationToken)).OkOrNotFound();
            if (answer.IsNotFound)
            {
                (await vault.SendAsync(HttpMethod.Post, $"transit/keys/{key}", new JsonObject { ["type"] = type }, cancellationToken)).Ok();
                drifts.Add(new Drift($"the transit key {key} did not exist"));
            }
            else if (answer.Data.GetProperty("type").GetString() != type)
            {
                drifts.Add(new Drift($"the transit key {key} is of another type", IsRepaired: false));
            }
            else if (answer.Data.GetProperty("exportable").GetBoolean() || answer.Data.GetProperty("allow_plaintext_backup").GetBoolean())
            {
                // Vault never takes this back. Somebody may hold a copy of the key.
                drifts.Add(new Drift($"the transit key {key} can leave Vault", IsRepaired: false));
            }
        }

        return drifts;
    }
}
