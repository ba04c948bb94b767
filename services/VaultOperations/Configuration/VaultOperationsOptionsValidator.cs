namespace PenguinMails.VaultOperations.Configuration;

internal sealed class VaultOperationsOptionsValidator : IValidateOptions<VaultOperationsOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOperationsOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(VaultOperationsOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DeliveryFolder) || !Path.IsPathFullyQualified(options.DeliveryFolder))
        {
            yield return "VaultOperations:DeliveryFolder must be an absolute path.";
        }

        if (options.AuditSocket is not null && !(Uri.TryCreate($"tcp://{options.AuditSocket}", UriKind.Absolute, out var socket) && socket is { Port: > 0, AbsolutePath: "" or "/" }))
        {
            yield return "VaultOperations:AuditSocket must be a host and a port, such as 127.0.0.1:8300.";
        }

        if (options.PoolSize is < 1 or > 64)
        {
            yield return "VaultOperations:PoolSize must lie between 1 and 64.";
        }

        if (options.CheckInterval < TimeSpan.FromMilliseconds(100) || options.DeliveryInterval < TimeSpan.FromMilliseconds(100))
        {
            yield return "VaultOperations:CheckInterval and DeliveryInterval must be at least 100 ms.";
        }

        if (options.SecretIdTimeToLive < TimeSpan.FromSeconds(3) || options.SecretIdTimeToLive > TimeSpan.FromHours(1))
        {
            yield return "VaultOperations:SecretIdTimeToLive must lie between 3 s and 1 h.";
        }

        if (options.TokenTimeToLive < TimeSpan.FromSeconds(2) || options.TokenMaxTimeToLive < options.TokenTimeToLive)
        {
            yield return "VaultOperations:TokenTimeToLive must be at least 2 s, and TokenMaxTimeToLive no less.";
        }
    }
}
