namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// A second audit device, which sends Vault's entries to Audit as they are written. Only beside another one: Vault refuses every request
/// that no device could record, and Audit may be away.
/// </summary>
internal sealed class AuditSocketDevice(VaultOperationsOptions options, TimeProvider time, ILogger log) : IVaultPart
{
    public const string Name = "socket";

    // How long one request may wait for a receiver that takes nothing. One that is not there costs nothing.
    private const string WriteTimeout = "1s";

    private readonly AuditEnabling _enabling = new(time);

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        if (options.AuditSocket is not { } address)
        {
            return [];
        }

        var devices = await AuditDevices.ReadAsync(vault, cancellationToken);
        if (devices.All(device => device.Type == Name) || devices.Any(device => device.Type == Name && device.Address == address))
        {
            return [];
        }

        if (devices.Any(device => device.Name == Name))
        {
            return [new Drift("the socket audit device sends to another address; disable sys/audit/socket to have it made anew", IsRepaired: false)];
        }

        var wanted = new JsonObject { ["address"] = address, ["socket_type"] = "tcp", ["write_timeout"] = WriteTimeout };
        if (await _enabling.TryAsync(vault, Name, Name, wanted, cancellationToken))
        {
            return [new Drift("no socket audit device was enabled")];
        }

        if (AuditEnabling.WantsDeclaration(_enabling.Refusal!))
        {
            return
            [
                new Drift(
                    $"no audit device sends to {address}, and Vault says: {_enabling.Refusal}. Declare it in the configuration of every server, under any name, "
                        + "while Audit listens, and restart or send SIGHUP: audit \"socket\" \"socket\" { options { "
                        + $"address = \"{address}\" socket_type = \"tcp\" write_timeout = \"{WriteTimeout}\" }} }}",
                    IsRepaired: false)
                { MayStart = true },
            ];
        }

        _enabling.AskAtOnce();
        // No drift: Audit starts after this service, and Vault wants to be heard when it enables the device. The next round tries again.
        Log.AuditSocketUnreachable(log, address);
        return [];
    }
}
