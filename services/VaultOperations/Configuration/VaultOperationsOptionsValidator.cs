namespace PenguinMails.VaultOperations.Configuration;

internal sealed class VaultOperationsOptionsValidator : OptionsRules<VaultOperationsOptions>
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(VaultOperationsOptions options) =>
    [
        (Path.IsPathFullyQualified(options.DeliveryFolder ?? ""), "VaultOperations:DeliveryFolder must be an absolute path."),
        (options.AuditSocket is null || (Uri.TryCreate($"tcp://{options.AuditSocket}", UriKind.Absolute, out var socket) && socket is { Port: > 0, AbsolutePath: "" or "/" }),
            "VaultOperations:AuditSocket must be a host and a port, such as 127.0.0.1:8300."),
        (options.PoolSize is >= 1 and <= 64, "VaultOperations:PoolSize must lie between 1 and 64."),
        (options.CheckInterval >= ShortestInterval && options.DeliveryInterval >= ShortestInterval,
            "VaultOperations:CheckInterval and DeliveryInterval must be at least 100 ms."),
        (IsBetween(options.SecretIdTimeToLive, TimeSpan.FromSeconds(3), TimeSpan.FromHours(1)), "VaultOperations:SecretIdTimeToLive must lie between 3 s and 1 h."),
        (options.TokenTimeToLive >= TimeSpan.FromSeconds(2) && options.TokenMaxTimeToLive >= options.TokenTimeToLive,
            "VaultOperations:TokenTimeToLive must be at least 2 s, and TokenMaxTimeToLive no less."),
    ];
}
