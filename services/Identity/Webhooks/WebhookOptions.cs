using System.Net;

namespace PenguinMails.Identity.Webhooks;

/// <summary>Where tenants' webhooks may lie: section <c>Identity:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Identity:Webhooks";

    /// <summary>Networks of the platform's own that have public addresses, such as <c>198.51.100.0/24</c>: nothing is sent there. Default: none.</summary>
    public IList<string> OwnNetworks { get; set; } = [];

    /// <summary>How many webhooks a tenant can have. Default 10.</summary>
    public int MaxPerTenant { get; set; } = 10;

    /// <summary>How many test messages of a tenant may wait or have been asked for within a minute. Default 5.</summary>
    public int MaxTests { get; set; } = 5;

    /// <summary>Allows addresses on this machine, also without TLS. Only in the Development environment.</summary>
    public bool AllowLoopback { get; set; }
}

internal sealed class WebhookOptionsValidator(IHostEnvironment environment) : OptionsRules<WebhookOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(WebhookOptions options) =>
    [
        (options.OwnNetworks.All(network => IPNetwork.TryParse(network, out _)), "Identity:Webhooks:OwnNetworks must be networks such as 198.51.100.0/24."),
        (options.MaxPerTenant is >= 1 and <= 100, "Identity:Webhooks:MaxPerTenant must lie between 1 and 100."),
        (options.MaxTests is >= 1 and <= 100, "Identity:Webhooks:MaxTests must lie between 1 and 100."),
        (!options.AllowLoopback || environment.IsDevelopment(), "Identity:Webhooks:AllowLoopback lets tenants reach this machine; it is refused outside the Development environment."),
    ];
}
