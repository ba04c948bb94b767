namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The way in for services: <c>auth/approle</c>.</summary>
internal sealed class AppRoleMount : IVaultPart
{
    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var mounts = (await vault.SendAsync(HttpMethod.Get, "sys/auth", cancellationToken: cancellationToken)).Ok().Data;
        if (mounts.TryGetProperty("approle/", out var mount))
        {
            return mount.GetProperty("type").GetString() == "approle" ? [] : [new Drift("auth/approle/ is another method", IsRepaired: false)];
        }

        var answer = await vault.SendAsync(HttpMethod.Post, "sys/auth/approle", new JsonObject { ["type"] = "approle" }, cancellationToken);
        return answer.Status == 400 ? [] : [new Drift("auth/approle/ was not enabled", answer.Ok().IsOk)];
    }
}
