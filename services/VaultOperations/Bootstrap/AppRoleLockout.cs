namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// Switches the lock-out of <c>auth/approle</c> off. Since 1.13 five logins with a wrong secret id lock a role for 15 minutes; they need no
/// token, so anybody who knows a role id could keep a service out. Secret ids are random, so guessing them is hopeless without a lock-out too.
/// </summary>
internal sealed class AppRoleLockout(IVaultHealth health, ILogger log) : IVaultPart
{
    private const string Config = "user_lockout_config";

    // The version that took the setting and did not keep it; null until one did.
    private string? _unknownTo;

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        if (await IsOffAsync(vault, cancellationToken) is not false)
        {
            return [];
        }

        var version = (await health.CheckAsync(cancellationToken)).Version;
        if (version is not null && version == _unknownTo)
        {
            return [];
        }

        var answer = await vault.SendAsync(
            HttpMethod.Post,
            "sys/mounts/auth/approle/tune",
            new JsonObject { [Config] = new JsonObject { ["lockout_disable"] = true } },
            cancellationToken);
        if (answer.Refusal is VaultRefusal.PermissionDenied)
        {
            // Everything else is repaired all the same; the worker renews the policy when it can.
            return [new Drift("wrong logins may lock services out at auth/approle/: the right to switch that off came with a newer policy of this service", IsRepaired: false)];
        }

        if (answer.IsOk && await IsOffAsync(vault, cancellationToken) is true)
        {
            return [new Drift("wrong logins could lock services out at auth/approle/: user_lockout_config.lockout_disable was not set")];
        }

        // Vault before 1.13 ignores what it does not know, and locks nobody out.
        _unknownTo = version;
        Log.LockoutUnknown(log, version);
        return [];
    }

    /// <returns>Whether the lock-out is off; null when there is no AppRole mount.</returns>
    private static async Task<bool?> IsOffAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var mounts = (await vault.SendAsync(HttpMethod.Get, "sys/auth", cancellationToken: cancellationToken)).Ok().Data;
        return mounts.TryGetProperty("approle/", out var mount) && mount.GetProperty("type").GetString() == "approle"
            ? mount.TryGetProperty("config", out var config)
                && config.TryGetProperty(Config, out var lockout)
                && lockout.TryGetProperty("user_lockout_disable", out var disabled)
                && disabled.ValueKind == JsonValueKind.True
            : null;
    }
}
