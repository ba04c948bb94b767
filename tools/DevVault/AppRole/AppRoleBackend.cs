using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.AppRole;

/// <summary>An AppRole auth mount. (https://developer.hashicorp.com/vault/api-docs/auth/approle)</summary>
internal sealed class AppRoleBackend(BarrierView view, MountEntry mount, ActiveVault vault) : Backend
{
    private readonly RoleStore _store = new(view, vault.Time);

    public override IReadOnlyList<string> UnauthenticatedPaths => ["login"];

    protected override IEnumerable<PathRoute> Routes() =>
    [
        new LoginPath(_store, mount, vault).Route(),
        .. new RolePaths(_store).Routes(),
        .. new SecretIdPaths(_store, vault.Time).Routes(),
        new PathRoute("tidy/secret-id/?").On(Operation.Update, TidyAsync),
        .. new RoleFieldPaths(_store).Routes(),
    ];

    private async ValueTask<LogicalResponse?> TidyAsync(LogicalRequest request, Fields.FieldData fields, CancellationToken cancellationToken)
    {
        await _store.TidyAsync(cancellationToken);
        return new LogicalResponse { StatusCode = StatusCodes.Status202Accepted }.WithWarning(
            "Tidy operation successfully started. Any information from the operation will be printed to Vault's server logs.");
    }
}
