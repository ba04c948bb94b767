namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The secrets engines: KV v2 at <c>secret/</c>, transit at <c>transit/</c>.</summary>
internal sealed class Mounts : IVaultPart
{
    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var mounts = (await vault.SendAsync(HttpMethod.Get, "sys/mounts", cancellationToken: cancellationToken)).Ok().Data;
        var drifts = new List<Drift>();
        drifts.AddRange(await RepairAsync(vault, mounts, "secret", "kv", "2", cancellationToken));
        drifts.AddRange(await RepairAsync(vault, mounts, "transit", "transit", version: null, cancellationToken));
        return drifts;
    }

    private static async Task<IReadOnlyList<Drift>> RepairAsync(
        IVaultApi vault, JsonElement mounts, string path, string type, string? version, CancellationToken cancellationToken)
    {
        if (mounts.TryGetProperty(path + "/", out var mount))
        {
            var isRight = mount.GetProperty("type").GetString() == type && (version is null || VersionOf(mount) == version);
            return isRight ? [] : [new Drift($"{path}/ holds another kind of engine; moving it is a person's decision", IsRepaired: false)];
        }

        var body = new JsonObject { ["type"] = type };
        if (version is not null)
        {
            body["options"] = new JsonObject { ["version"] = version };
        }

        var answer = await vault.SendAsync(HttpMethod.Post, $"sys/mounts/{path}", body, cancellationToken);
        // 400: another instance was faster. The next round compares what it made.
        return answer.Status == 400 ? [] : [new Drift($"{path}/ was not mounted", answer.Ok().IsOk)];
    }

    private static string? VersionOf(JsonElement mount) =>
        mount.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("version", out var version)
            ? version.GetString()
            : null;
}
