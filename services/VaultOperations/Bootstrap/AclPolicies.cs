namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Policies, word for word as in the repository's <c>.hcl</c> files.</summary>
internal sealed class AclPolicies(IEnumerable<string> names) : IVaultPart
{
    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var drifts = new List<Drift>();
        foreach (var name in names)
        {
            if (await IsCurrentAsync(vault, name, cancellationToken))
            {
                continue;
            }

            (await vault.SendAsync(HttpMethod.Put, $"sys/policies/acl/{name}", new JsonObject { ["policy"] = PolicyFiles.Read(name) }, cancellationToken)).Ok();
            drifts.Add(new Drift($"the policy {name} was missing or differed from the repository"));
        }

        return drifts;
    }

    public static async Task<bool> IsCurrentAsync(IVaultApi vault, string name, CancellationToken cancellationToken)
    {
        var answer = (await vault.SendAsync(HttpMethod.Get, $"sys/policies/acl/{name}", cancellationToken: cancellationToken)).OkOrNotFound();
        return answer.IsOk && answer.Data.GetProperty("policy").GetString() == PolicyFiles.Read(name);
    }
}
