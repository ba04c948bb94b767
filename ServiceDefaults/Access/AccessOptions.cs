namespace PenguinMails.ServiceDefaults;

/// <summary>Section <c>Access</c>: who is believed about where a request comes from.</summary>
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
    protected override IEnumerable<(bool Holds, string Failure)> Rules(AccessOptions options) => options.TrustedProxies.Select(
        proxy => (TrustedNetworks.TryParse(proxy, out _), $"Access:TrustedProxies holds '{proxy}', which is neither an IP address nor a network of bounded size (10.0.0.0/8, fd00::/32)."));
}
