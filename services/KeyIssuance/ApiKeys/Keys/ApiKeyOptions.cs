namespace PenguinMails.KeyIssuance.ApiKeys.Keys;

/// <summary>API keys of tenants: section <c>KeyIssuance:ApiKeys</c>.</summary>
public sealed class ApiKeyOptions
{
    public const string Section = "KeyIssuance:ApiKeys";

    /// <summary>How many keys that work a tenant can have at a time, replaced ones in their grace period among them. Default 50, 1 to 1000.</summary>
    public int PerTenant { get; set; } = 50;

    /// <summary>How long a replaced key works when the request does not say. Default 24 h, at most 7 days.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long usage stays on record. Default 400 days, 32 days to 10 years.</summary>
    public TimeSpan KeepUsageFor { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often the ends of keys are looked for; they are refused on time in any case. Default 5 s, 100 ms to 1 min.</summary>
    public TimeSpan ExpiryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often counted uses of this service's own verifications are stored. Default 5 s, 100 ms to 1 min.</summary>
    public TimeSpan UsageInterval { get; set; } = UsageFlusher.DefaultInterval;

    /// <summary>Whether a key that was found where others can read it is revoked at once; else it is reported only. Default true.</summary>
    public bool RevokeLeaked { get; set; } = true;

    /// <summary>Where the public keys are that sign reports of leaked keys. Default that of GitHub; empty takes no reports.</summary>
    public string ScanningKeysAddress { get; set; } = "https://api.github.com/meta/public_keys/secret_scanning";
}

internal sealed class ApiKeyOptionsValidator : OptionsRules<ApiKeyOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(ApiKeyOptions options) =>
    [
        (options.PerTenant is >= 1 and <= 1000, $"{ApiKeyOptions.Section}:PerTenant must lie between 1 and 1000."),
        (IsBetween(options.GracePeriod, TimeSpan.Zero, RotateApiKey.LongestGrace), $"{ApiKeyOptions.Section}:GracePeriod must be at most 7 days."),
        (IsBetween(options.KeepUsageFor, TimeSpan.FromDays(32), TimeSpan.FromDays(3650)), $"{ApiKeyOptions.Section}:KeepUsageFor must lie between 32 and 3650 days."),
        (IsBetween(options.ExpiryInterval, Shortest, Minute), $"{ApiKeyOptions.Section}:ExpiryInterval must lie between 100 ms and 1 min."),
        (IsBetween(options.UsageInterval, Shortest, Minute), $"{ApiKeyOptions.Section}:UsageInterval must lie between 100 ms and 1 min."),
        (options.ScanningKeysAddress.Length == 0 || Uri.TryCreate(options.ScanningKeysAddress, UriKind.Absolute, out var address) && address.Scheme is "https" or "http",
            $"{ApiKeyOptions.Section}:ScanningKeysAddress must be an https address, or empty."),
    ];
}
