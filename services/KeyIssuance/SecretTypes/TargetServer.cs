namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>The tenant's server that a secret lives on, as its row says.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Address">IP address or DNS name.</param>
/// <param name="Port">The port of its administration.</param>
/// <param name="HostKey">The pinned host key, <c>type base64</c>.</param>
/// <param name="AdminAccount">The platform's account.</param>
/// <param name="TenantAccount">The tenant's account.</param>
/// <param name="BootstrapVersion">Vault's number of the credential that enrols it; null: the newest.</param>
/// <param name="IsSuspect">Whether calls have failed since the last one that succeeded.</param>
/// <param name="OpenUntil">Until when the server is not called, because its circuit is open; null when it is closed.</param>
public sealed record TargetServer(
    Guid ServerId, string Address, int Port, string HostKey, string AdminAccount, string TenantAccount, int? BootstrapVersion, bool IsSuspect, DateTimeOffset? OpenUntil);
