namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// A second audit device, which sends Vault's entries to Audit as they are written. Only beside another one: Vault refuses every request
/// that no device could record, and Audit may be away.
/// </summary>
internal sealed class AuditSocketDevice(VaultOperationsOptions options, ILogger log) : IVaultPart
{
    public const string Name = "socket";

    // How long one request may wait for a receiver that takes nothing. One that is not there costs nothing.
    private const string WriteTimeout = "1s";

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        if (options.AuditSocket is not { } address)
        {
            return [];
        }

        var devices = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        if (devices.ValueKind != JsonValueKind.Object || !devices.EnumerateObject().Any(device => device.Name != Name + "/"))
        {
            return [];
        }

        if (devices.TryGetProperty(Name + "/", out var device))
        {
            return AddressOf(device) == address ? [] : [new Drift("the socket audit device sends to another address; disable sys/audit/socket to have it made anew", IsRepaired: false)];
        }

        var answer = await vault.SendAsync(
            HttpMethod.Put,
            $"sys/audit/{Name}",
            new JsonObject
            {
                ["type"] = "socket",
                ["options"] = new JsonObject { ["address"] = address, ["socket_type"] = "tcp", ["write_timeout"] = WriteTimeout },
            },
            cancellationToken);
        if (answer.IsOk)
        {
            return [new Drift("no socket audit device was enabled")];
        }

        // No drift: Audit starts after this service, and Vault wants to be heard when it enables the device. The next round tries again.
        Log.AuditSocketUnreachable(log, address);
        return [];
    }

    private static string? AddressOf(JsonElement device) =>
        device.TryGetProperty("options", out var settings) && settings.TryGetProperty("address", out var address) ? address.GetString() : null;
}
