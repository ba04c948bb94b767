using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.Vault;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Vault's own audit log. Without a device Vault serves unrecorded; with one that cannot write it serves nothing.</summary>
internal sealed class AuditDevice(string file) : IVaultPart
{
    private const string Name = "file";

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var devices = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        if (devices.ValueKind == JsonValueKind.Object && devices.TryGetProperty(Name + "/", out var device))
        {
            var actual = device.TryGetProperty("options", out var options) && options.TryGetProperty("file_path", out var path) ? path.GetString() : null;
            // Replacing the device would leave a gap in which nothing is recorded.
            return actual == file ? [] : [new Drift("the audit device writes to another file", IsRepaired: false)];
        }

        var answer = await vault.SendAsync(
            HttpMethod.Put,
            $"sys/audit/{Name}",
            new JsonObject { ["type"] = "file", ["options"] = new JsonObject { ["file_path"] = file } },
            cancellationToken);
        if (answer.IsOk)
        {
            return [new Drift("no audit device was enabled")];
        }

        devices = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        return devices.ValueKind == JsonValueKind.Object && devices.TryGetProperty(Name + "/", out _)
            ? [] // another instance was faster
            : [new Drift("no audit device is enabled, and Vault cannot write to the audit file that is set", IsRepaired: false)];
    }
}
