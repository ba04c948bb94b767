using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>A transit mount: encryption as a service. (https://developer.hashicorp.com/vault/api-docs/secret/transit)</summary>
internal sealed class TransitBackend(BarrierView view, TimeProvider time) : Backend
{
    private readonly KeyStore _keys = new(view, time);

    protected override IEnumerable<PathRoute> Routes() =>
    [
        .. new EncryptionPaths(_keys).Routes(),
        .. new SigningPaths(_keys).Routes(),
        .. new KeyPaths(_keys).Routes(),
        .. new KeyConfigurationPaths(_keys).Routes(),
        .. new ExportPaths(_keys).Routes(),
        .. ToolPaths.Routes(prefix: string.Empty),
    ];
}
