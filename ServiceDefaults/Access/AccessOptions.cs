namespace PenguinMails.ServiceDefaults;

/// <summary>Section <c>Access</c>: which proxies are believed about where a request comes from.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// Addresses and networks (<c>10.1.2.0/24</c>) from which the gateway, or a proxy between it and the service, calls: their <c>X-Forwarded-For</c> is believed.
    /// Everybody else is counted and recorded by the address of the connection. Default none. The gateway has <c>Gateway:TrustedProxies</c> instead.
    /// </summary>
    public List<string> TrustedProxies { get; set; } = [];
}

internal sealed class AccessOptionsValidator : OptionsRules<AccessOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(AccessOptions options) =>
        TrustedNetworks.Failures("Access:TrustedProxies", options.TrustedProxies).Select(failure => (false, failure));
}
