namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>How other services learn of tenants: section <c>KeyIssuance:TenantStates</c>.</summary>
public sealed class TenantStateOptions
{
    public const string Section = "KeyIssuance:TenantStates";

    /// <summary>How often is reported that nothing has changed, so that whoever shows tenants knows how current it is. Default 1 s, 100 ms to 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many tenants one message holds at most. Default 100, 1 to 1000.</summary>
    public int BatchSize { get; set; } = 100;
}

internal sealed class TenantStateOptionsValidator : OptionsRules<TenantStateOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(TenantStateOptions options) =>
    [
        (IsBetween(options.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), $"{TenantStateOptions.Section}:Interval must lie between 100 ms and 1 min."),
        (options.BatchSize is >= 1 and <= 1000, $"{TenantStateOptions.Section}:BatchSize must lie between 1 and 1000."),
    ];
}
