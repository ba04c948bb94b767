namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>What platform services read: section <c>KeyIssuance:ServiceReads</c>.</summary>
public sealed class ServiceReadOptions
{
    public const string Section = "KeyIssuance:ServiceReads";

    /// <summary>How long a client may keep what it read. Default 30 s, 1 s to 5 min.</summary>
    public TimeSpan ClientKeepFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long material stays in memory after it was read in Vault: so long reads go on while Vault is away. Default 5 min, 1 s to 1 h.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the database is asked whether what is in memory is still current. Default 400 ms, 50 ms to 1 s.</summary>
    public TimeSpan ConfirmInterval { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long that answer is believed. Default 2 s, 1 s to 5 s.</summary>
    public TimeSpan TrustFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many secrets are in memory at most; the one that was read longest ago goes first. Default 4096, 1 to 100,000.</summary>
    public int MaxEntries { get; set; } = 4096;

    /// <summary>How often counted reads are stored: what a killed process loses. Default 1 s, 100 ms to 10 s.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class ServiceReadOptionsValidator : OptionsRules<ServiceReadOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(ServiceReadOptions options) =>
    [
        (IsBetween(options.ClientKeepFor, Second, TimeSpan.FromMinutes(5)), $"{ServiceReadOptions.Section}:ClientKeepFor must lie between 1 s and 5 min."),
        (IsBetween(options.KeepFor, Second, TimeSpan.FromHours(1)), $"{ServiceReadOptions.Section}:KeepFor must lie between 1 s and 1 h."),
        (IsBetween(options.ConfirmInterval, TimeSpan.FromMilliseconds(50), Second), $"{ServiceReadOptions.Section}:ConfirmInterval must lie between 50 ms and 1 s."),
        (IsBetween(options.TrustFor, Second, TimeSpan.FromSeconds(5)), $"{ServiceReadOptions.Section}:TrustFor must lie between 1 s and 5 s."),
        (options.MaxEntries is >= 1 and <= 100_000, $"{ServiceReadOptions.Section}:MaxEntries must lie between 1 and 100,000."),
        (IsBetween(options.FlushInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), $"{ServiceReadOptions.Section}:FlushInterval must lie between 100 ms and 10 s."),
    ];
}
