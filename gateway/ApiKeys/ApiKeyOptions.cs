namespace PenguinMails.Gateway.ApiKeys;

/// <summary>How the gateway verifies API keys of tenants: section <c>Gateway:ApiKeys</c>.</summary>
public sealed class ApiKeyOptions
{
    public const string Section = "Gateway:ApiKeys";

    /// <summary>The service client as which the gateway asks for keys; it has the scope <c>api-keys:admit</c>. Default <c>gateway</c>.</summary>
    public string ClientId { get; set; } = "gateway";

    /// <summary>A file with the secret of that client; read with every token, so it may be replaced. Without it no API key is accepted.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>How often changes of keys are asked for. Default 1 s, 100 ms to 2 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long keys are believed after the last answer. Then they are refused with 503 until the next one. Default 4 s, 500 ms to 5 s.</summary>
    public TimeSpan TrustFor { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How often counted uses are stored: the most that a killed gateway loses. Default 5 s, 100 ms to 1 min.</summary>
    public TimeSpan UsageInterval { get; set; } = UsageFlusher.DefaultInterval;
}

internal sealed class ApiKeyOptionsValidator : OptionsRules<ApiKeyOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(ApiKeyOptions options) =>
    [
        (options.ClientId.Length > 0, $"{ApiKeyOptions.Section}:ClientId must not be empty."),
        (IsBetween(options.PollInterval, Shortest, TimeSpan.FromSeconds(2)), $"{ApiKeyOptions.Section}:PollInterval must lie between 100 ms and 2 s."),
        (IsBetween(options.TrustFor, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5)) && options.TrustFor > options.PollInterval,
            $"{ApiKeyOptions.Section}:TrustFor must lie between 500 ms and 5 s, and be longer than PollInterval."),
        (IsBetween(options.UsageInterval, Shortest, TimeSpan.FromMinutes(1)), $"{ApiKeyOptions.Section}:UsageInterval must lie between 100 ms and 1 min."),
    ];
}
