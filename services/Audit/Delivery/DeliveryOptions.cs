namespace PenguinMails.Audit.Delivery;

/// <summary>Section <c>Audit:PagerDuty</c>. Without a routing key nothing is sent there.</summary>
public sealed class PagerDutyOptions
{
    public const string Section = "Audit:PagerDuty";

    /// <summary>A file with the integration key of an Events API v2 integration. Read with every message, so it may be replaced.</summary>
    public string? RoutingKeyFile { get; set; }

    /// <summary>Where the Events API is. Default <c>https://events.pagerduty.com</c>; <c>https://events.eu.pagerduty.com</c> for Europe.</summary>
    public string BaseAddress { get; set; } = "https://events.pagerduty.com";
}

/// <summary>Section <c>Audit:Webhook</c>. Without an address nothing is sent.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Audit:Webhook";

    /// <summary>Where alerts are posted as JSON: https, or http on this machine.</summary>
    public string? Url { get; set; }

    /// <summary>A file with the secret that signs the bodies; without it they are not signed. Read with every message.</summary>
    public string? SecretFile { get; set; }
}

/// <summary>Section <c>Audit:Delivery</c>: time limits and retries.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Audit:Delivery";

    /// <summary>How long an attempt may take. Default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the second attempt; doubles with each that fails, less up to half by chance. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between attempts, unless the receiver asks for more. Default 5 minutes.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A message that could not be delivered for so long is given up. Default 24 h.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Messages on their way to one channel at a time, per instance. Default 2.</summary>
    public int Workers { get; set; } = 2;
}
