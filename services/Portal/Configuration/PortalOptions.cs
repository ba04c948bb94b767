namespace PenguinMails.Portal.Configuration;

/// <summary>Sessions of browsers: section <c>Portal</c>.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>
    /// The address at which browsers reach the portal: that of the gateway, or of what ends TLS in front of it. With https the session cookie is
    /// <c>Secure</c> and named <c>__Host-penguinmails</c>; plain http only in the Development environment. Default: the gateway of a development instance.
    /// </summary>
    public Uri PublicAddress { get; set; } = new("http://127.0.0.1:8080/");

    /// <summary>How long a session lasts at most; never longer than <c>Identity:SessionLifetime</c>. Default 12 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a session lasts without a request. Default 1 hour.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);
}

internal sealed class PortalOptionsValidator(IHostEnvironment environment) : OptionsRules<PortalOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(PortalOptions options) =>
    [
        (options.PublicAddress is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "", Fragment: "" },
            "Portal:PublicAddress must be an http or https address without a path."),
        (environment.IsDevelopment() || options.PublicAddress is { IsAbsoluteUri: true, Scheme: "https" },
            "Portal:PublicAddress must be an https address outside the Development environment: the session cookie would travel in clear."),
        (IsBetween(options.SessionLifetime, Shortest, Longest), "Portal:SessionLifetime must lie between 2 min and 30 days."),
        (IsBetween(options.IdleTimeout, Shortest, options.SessionLifetime), "Portal:IdleTimeout must lie between 2 min and the session's lifetime."),
    ];
}
