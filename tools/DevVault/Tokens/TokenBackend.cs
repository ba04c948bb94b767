using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>auth/token. (https://developer.hashicorp.com/vault/api-docs/auth/token)</summary>
internal sealed class TokenBackend(ActiveVault vault) : Backend
{
    public override IReadOnlyList<string> SudoPaths => ["revoke-orphan", "revoke-orphan/*", "accessors*"];

    protected override IEnumerable<PathRoute> Routes() =>
    [
        .. new TokenCreationPaths(vault).Routes(),
        .. new TokenLookupPaths(vault).Routes(),
        .. new TokenRenewalPaths(vault).Routes(),
        .. new TokenRevocationPaths(vault).Routes(),
    ];
}
