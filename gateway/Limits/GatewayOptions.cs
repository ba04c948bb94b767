using Microsoft.Extensions.Options;

namespace PenguinMails.Gateway.Limits;

/// <summary>Limits of the public entry point: section <c>Gateway</c>. Limits are per instance of the gateway.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Sign-ins a minute from one address (a /64 network in IPv6). Default 30, which is also the largest burst.</summary>
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>Step-ups a minute of one user. Default 20.</summary>
    public int StepUpsPerMinute { get; set; } = 20;

    /// <summary>All other requests a minute of one user, or of one address without a token. Default 600.</summary>
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>Requests a minute of one program that signs in with client credentials, to what is for platform services. Default 60,000.</summary>
    public int ServiceRequestsPerMinute { get; set; } = 60_000;

    /// <summary>
    /// Requests of browsers to the portal a minute from one address, which may be that of a whole office. What a page asks of the API counts as a
    /// request of its user besides. Default 6000.
    /// </summary>
    public int PageRequestsPerMinute { get; set; } = 6000;

    /// <summary>How long a service may take to answer, streams excepted. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Addresses and networks of the proxies in front of the gateway whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, and those of
    /// the portal, which calls on behalf of browsers. Default none.
    /// </summary>
    public List<string> TrustedProxies { get; set; } = [];
}

/// <summary>Validates section <c>Gateway</c> and reports all failures together.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    private const int Most = 1_000_000;

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(GatewayOptions options)
    {
        foreach (var (setting, value) in new[]
        {
            (nameof(options.SignInsPerMinute), options.SignInsPerMinute),
            (nameof(options.StepUpsPerMinute), options.StepUpsPerMinute),
            (nameof(options.RequestsPerMinute), options.RequestsPerMinute),
            (nameof(options.ServiceRequestsPerMinute), options.ServiceRequestsPerMinute),
            (nameof(options.PageRequestsPerMinute), options.PageRequestsPerMinute),
        })
        {
            if (value is < 1 or > Most)
            {
                yield return $"Gateway:{setting} must lie between 1 and {Most}.";
            }
        }

        if (options.RequestTimeout < TimeSpan.FromMilliseconds(100) || options.RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return "Gateway:RequestTimeout must lie between 0.1 s and 10 min.";
        }

        foreach (var failure in TrustedNetworks.Failures("Gateway:TrustedProxies", options.TrustedProxies))
        {
            yield return failure;
        }
    }
}
