namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Vault's own audit log. Without a device Vault serves unrecorded; with one that cannot write it serves nothing.</summary>
internal sealed class AuditDevice(VaultOperationsOptions options) : IVaultPart
{
    private const string Name = "file";

    private readonly string _file = options.AuditFile
        ?? Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(options.DeliveryFolder!)) ?? "/", "vault-audit.log");

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var devices = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        if (Exists(devices))
        {
            return [];
        }

        if (devices.ValueKind == JsonValueKind.Object && devices.TryGetProperty(Name + "/", out _))
        {
            // Replacing the device would leave a gap in which nothing is recorded.
            return [new Drift("the audit device writes to another file", IsRepaired: false)];
        }

        var answer = await vault.SendAsync(
            HttpMethod.Put,
            $"sys/audit/{Name}",
            new JsonObject { ["type"] = "file", ["options"] = new JsonObject { ["file_path"] = _file } },
            cancellationToken);
        if (answer.IsOk)
        {
            return [new Drift("no audit device was enabled")];
        }

        devices = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        return Exists(devices)
            ? [] // another instance was faster
            : [new Drift("no audit device is enabled, and Vault cannot write to the audit file that is set", IsRepaired: false)];
    }

    // Without a setting any device will do: a Vault that others run has its own. But not the socket alone, whose other end may be away.
    private bool Exists(JsonElement devices) => devices.ValueKind == JsonValueKind.Object && (options.AuditFile is null
        ? devices.EnumerateObject().Any(device => device.Name != AuditSocketDevice.Name + "/")
        : devices.TryGetProperty(Name + "/", out var device)
            && device.TryGetProperty("options", out var settings)
            && settings.TryGetProperty("file_path", out var path)
            && path.GetString() == _file);
}
