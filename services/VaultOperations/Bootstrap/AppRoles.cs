namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>One AppRole per service: its own policy, short tokens, secret ids that work once and soon die.</summary>
internal sealed class AppRoles(IEnumerable<string> services, VaultOperationsOptions options) : IVaultPart
{
    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var drifts = new List<Drift>();
        foreach (var service in services)
        {
            var path = $"auth/approle/role/{service}";
            var answer = (await vault.SendAsync(HttpMethod.Get, path, cancellationToken: cancellationToken)).OkOrNotFound();
            var wanted = Wanted(service);
            if (answer.IsOk && IsRight(answer.Data, wanted))
            {
                continue;
            }

            (await vault.SendAsync(HttpMethod.Post, path, wanted, cancellationToken)).Ok();
            drifts.Add(new Drift($"the AppRole {service} was missing or differed"));
        }

        return drifts;
    }

    private JsonObject Wanted(string service) => new()
    {
        ["bind_secret_id"] = true,
        ["secret_id_num_uses"] = 1,
        ["secret_id_ttl"] = (long)options.SecretIdTimeToLive.TotalSeconds,
        ["token_policies"] = new JsonArray(service),
        ["token_ttl"] = (long)options.TokenTimeToLive.TotalSeconds,
        ["token_max_ttl"] = (long)options.TokenMaxTimeToLive.TotalSeconds,
        ["token_no_default_policy"] = false, // default lets a token look itself up, renew and revoke itself
        ["token_num_uses"] = 0,
        ["token_period"] = 0,
    };

    private static bool IsRight(JsonElement actual, JsonObject wanted) => wanted.All(setting =>
        actual.TryGetProperty(setting.Key, out var value)
        && JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), JsonNode.Parse(setting.Value!.ToJsonString())));
}
