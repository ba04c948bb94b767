namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// An identity entity per tenant, whose <c>tenant_id</c> metadata the templated policy <c>tenant</c> is about. Tenants are those
/// that have secrets in Vault. New ones get their entity in the next round; the others are compared a few at a time, so that a
/// round costs the same with ten thousand of them.
/// </summary>
internal sealed class TenantEntities : IVaultPart
{
    private const string Secrets = "secret/metadata/penguinmails";
    private const string Entities = "identity/entity/name";
    private const string Policy = "tenant";
    private const int ComparedPerRound = 20;

    private int _next;

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var tenants = await TenantsAsync(vault, cancellationToken);
        var entities = (await KeysAsync(vault, Entities, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var drifts = new List<Drift>();
        var known = new List<Guid>();
        foreach (var tenant in tenants)
        {
            if (entities.Contains(NameOf(tenant)))
            {
                known.Add(tenant);
                continue;
            }

            await WriteAsync(vault, tenant, cancellationToken);
            drifts.Add(new Drift($"tenant {tenant} had no identity entity"));
        }

        foreach (var tenant in NextTenants(known))
        {
            var answer = (await vault.SendAsync(HttpMethod.Get, $"{Entities}/{NameOf(tenant)}", cancellationToken: cancellationToken)).OkOrNotFound();
            if (answer.IsNotFound || !IsRight(answer.Data, tenant))
            {
                await WriteAsync(vault, tenant, cancellationToken);
                drifts.Add(new Drift($"the identity entity of tenant {tenant} differed"));
            }
        }

        return drifts;
    }

    /// <summary>The tenants that have a secret of any type.</summary>
    private static async Task<Guid[]> TenantsAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var tenants = new SortedSet<Guid>();
        foreach (var type in (await KeysAsync(vault, Secrets, cancellationToken)).Where(key => key.EndsWith('/')))
        {
            tenants.UnionWith((await KeysAsync(vault, $"{Secrets}/{type.TrimEnd('/')}", cancellationToken)).Select(TenantId).OfType<Guid>());
        }

        return [.. tenants];
    }

    private static string NameOf(Guid tenant) => $"tenant-{tenant:D}";

    // Folders end with a slash. A metadata value that is no UUID would widen the templated policy: "+" stands for every tenant.
    private static Guid? TenantId(string key) => Guid.TryParseExact(key.TrimEnd('/'), "D", out var tenant) ? tenant : null;

    private static async Task<IEnumerable<string>> KeysAsync(IVaultApi vault, string path, CancellationToken cancellationToken)
    {
        var answer = (await vault.SendAsync(VaultVerb.List, path, cancellationToken: cancellationToken)).OkOrNotFound();
        return answer.IsOk ? [.. answer.Data.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!)] : [];
    }

    private static async Task WriteAsync(IVaultApi vault, Guid tenant, CancellationToken cancellationToken) => (await vault.SendAsync(
        HttpMethod.Post,
        $"{Entities}/{NameOf(tenant)}",
        new JsonObject { ["metadata"] = new JsonObject { ["tenant_id"] = tenant.ToString("D") }, ["policies"] = new JsonArray(Policy), ["disabled"] = false },
        cancellationToken)).Ok();

    private static bool IsRight(JsonElement entity, Guid tenant) =>
        entity.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("tenant_id", out var id) && id.GetString() == tenant.ToString("D")
        && entity.TryGetProperty("policies", out var policies) && policies.ValueKind == JsonValueKind.Array
        && policies.EnumerateArray().Select(policy => policy.GetString()).SequenceEqual([Policy]);

    private IEnumerable<Guid> NextTenants(List<Guid> known)
    {
        var count = Math.Min(ComparedPerRound, known.Count);
        var first = known.Count == 0 ? 0 : _next % known.Count;
        _next = first + count;
        return Enumerable.Range(first, count).Select(index => known[index % known.Count]);
    }
}
