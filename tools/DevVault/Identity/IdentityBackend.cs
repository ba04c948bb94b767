using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Identity;

/// <summary>What answers under identity/.</summary>
internal sealed class IdentityBackend(IdentityStore store, MountTable mounts) : Backend
{
    private readonly IdentityJson _json = new(store, mounts);

    protected override IEnumerable<PathRoute> Routes() =>
    [
        .. new EntityPaths(store, _json).Routes(),
        .. new AliasPaths(store, _json, mounts).Routes(),
        .. new GroupPaths(store, _json).Routes(),
    ];
}
