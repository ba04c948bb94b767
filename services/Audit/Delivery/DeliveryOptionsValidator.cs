namespace PenguinMails.Audit.Delivery;

/// <summary>Validates a channel or the retries and reports all failures together.</summary>
internal sealed class DeliveryOptionsValidator
    : IValidateOptions<PagerDutyOptions>, IValidateOptions<WebhookOptions>, IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, PagerDutyOptions options) => Result(
        Address(options.BaseAddress, "Audit:PagerDuty:BaseAddress"), File(options.RoutingKeyFile, "Audit:PagerDuty:RoutingKeyFile"));

    public ValidateOptionsResult Validate(string? name, WebhookOptions options) => Result(
        options.Url is null ? null : Address(options.Url, "Audit:Webhook:Url"),
        File(options.SecretFile, "Audit:Webhook:SecretFile"),
        options is { Url: null, SecretFile: not null } ? "Audit:Webhook:SecretFile needs Audit:Webhook:Url." : null);

    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) => Result(
        options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1)
            ? "Audit:Delivery:Timeout must be from 100 ms to one minute."
            : null,
        options.FirstRetry < TimeSpan.FromMilliseconds(10) || options.LongestRetry < options.FirstRetry
            ? "Audit:Delivery:FirstRetry must be at least 10 ms, and LongestRetry no less."
            : null,
        options.GiveUpAfter < TimeSpan.FromSeconds(1) || options.GiveUpAfter > TimeSpan.FromDays(30)
            ? "Audit:Delivery:GiveUpAfter must be from one second to 30 days."
            : null,
        options.Workers is < 1 or > 32 ? "Audit:Delivery:Workers must lie between 1 and 32." : null);

    // Alerts name people and tenants: they do not cross a network in clear text.
    private static string? Address(string address, string setting) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? null
            : $"{setting} must be an https address, or http on this machine.";

    private static string? File(string? path, string setting) =>
        path is null || System.IO.File.Exists(path) ? null : $"{setting} must name a file that exists.";

    private static ValidateOptionsResult Result(params IEnumerable<string?> failures)
    {
        var found = failures.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
