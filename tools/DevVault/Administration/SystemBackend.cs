using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Transit;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Administration;

/// <summary>What answers under sys/, apart from what works while sealed.</summary>
internal sealed class SystemBackend(ActiveVault vault) : Backend
{
    public override IReadOnlyList<string> UnauthenticatedPaths =>
        ["wrapping/lookup", "internal/ui/mounts", "internal/ui/mounts/*", "internal/specs/openapi"];

    public override IReadOnlyList<string> SudoPaths =>
    [
        "auth/*", "remount", "audit", "audit/*", "raw", "raw/*", "rotate", "config/cors", "config/auditing/*", "config/ui/headers/*",
        "plugins/catalog/*", "revoke-prefix/*", "revoke-force/*", "leases/revoke-prefix/*", "leases/revoke-force/*", "leases/lookup/*",
    ];

    protected override IEnumerable<PathRoute> Routes() =>
    [
        .. new MountPaths(vault).Routes(),
        .. new AuthPaths(vault).Routes(),
        .. new PreflightPaths(vault).Routes(),
        .. new PolicyPaths(vault.Policies).Routes(),
        .. new CapabilityPaths(vault).Routes(),
        .. new AuditPaths(vault.Audit).Routes(),
        .. new KeyPaths(vault.Barrier).Routes(),
        .. LeasePaths.Routes(),
        .. new LockedUserPaths(vault).Routes(),
        .. new WrappingPaths(vault).Routes(),
        .. ToolPaths.Routes("tools/"),
        .. ObservationPaths.Routes(),
    ];
}
