namespace PenguinMails.Contracts.Messages;

/// <summary>Says which services may raise which alerts. Audit refuses an alert from anybody else.</summary>
public static class AlertKinds
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Areas = new(StringComparer.Ordinal)
    {
        ["audit"] = [PlatformServices.Audit],
        ["campaign"] = [PlatformServices.Rotation],
        ["identity"] = [PlatformServices.Identity],
        ["messaging"] = [PlatformServices.Audit],
        ["notification"] = [PlatformServices.Identity],
        ["rotation"] = [PlatformServices.Rotation],
        ["vault"] = [PlatformServices.Audit],
    };

    private static readonly Dictionary<string, IReadOnlyList<string>> Others = new(StringComparer.Ordinal)
    {
        ["drift.checks_silent"] = [PlatformServices.Audit],
        ["messaging.command_refused"] = [PlatformServices.KeyIssuance],
        ["messaging.forged"] = PlatformServices.All,
        ["vault.clock_drift"] = [PlatformServices.VaultOperations],
        ["vault.failed_over"] = [PlatformServices.VaultOperations],
        ["vault.login_refused"] = PlatformServices.All,
        ["vault.node_down"] = [PlatformServices.VaultOperations],
        ["vault.sealed"] = [PlatformServices.VaultOperations],
        ["vault.storage_degraded"] = [PlatformServices.VaultOperations],
        ["vault.unreachable"] = [PlatformServices.VaultOperations],
    };

    // What is about secrets and their targets, whatever the type's own incidents are called.
    private static readonly IReadOnlyList<string> OfSecrets = [PlatformServices.KeyIssuance];

    /// <param name="kind">The alert's kind, such as <c>ssh.host_key_changed</c>.</param>
    public static IReadOnlyList<string> RaisedBy(string kind) =>
        Others.GetValueOrDefault(kind) ?? Areas.GetValueOrDefault(kind.Split('.')[0]) ?? OfSecrets;
}
