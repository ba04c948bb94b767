namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Vault's own audit log. Without a device Vault serves unrecorded; with one that cannot write it serves nothing.</summary>
internal sealed class AuditDevice(VaultOperationsOptions options, TimeProvider time) : IVaultPart
{
    private const string Name = "file";

    private readonly string _file = options.AuditFile
        ?? Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(options.DeliveryFolder!)) ?? "/", "vault-audit.log");

    private readonly AuditEnabling _enabling = new(time);

    public async Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var devices = await AuditDevices.ReadAsync(vault, cancellationToken);
        if (Exists(devices))
        {
            return [];
        }

        if (devices.Any(device => device.Name == Name))
        {
            // Replacing the device would leave a gap in which nothing is recorded.
            return [new Drift("the audit device writes to another file", IsRepaired: false)];
        }

        if (await _enabling.TryAsync(vault, Name, Name, new JsonObject { ["file_path"] = _file }, cancellationToken))
        {
            return [new Drift("no audit device was enabled")];
        }

        return Exists(await AuditDevices.ReadAsync(vault, cancellationToken))
            ? [] // another instance was faster
            : [new Drift($"no audit device writes to {_file}, and Vault says: {_enabling.Refusal}. {Advice(_enabling.Refusal!)}", IsRepaired: false)];
    }

    private string Advice(string refusal) => AuditEnabling.WantsDeclaration(refusal)
        ? $"Declare it in the configuration of every server, under any name, and restart or send SIGHUP: audit \"file\" \"file\" {{ options {{ file_path = \"{_file}\" }} }}"
        : "Let Vault write there, or set VaultOperations:AuditFile to a file that it can write";

    // Without a setting any device will do: a Vault that others run has its own. But not a socket alone, whose other end may be away.
    private bool Exists(IReadOnlyList<ActualAuditDevice> devices) => options.AuditFile is null
        ? devices.Any(device => device.Type != AuditSocketDevice.Name)
        : devices.Any(device => device.Type == Name && device.File == _file);
}
