namespace PenguinMails.ServiceDefaults;

/// <summary>Section <c>Streams</c>: server-sent events.</summary>
public sealed class StreamOptions
{
    public const string Section = "Streams";

    /// <summary>So many streams can one person have open at one instance of a service. Default 10.</summary>
    public int PerUser { get; set; } = 10;

    /// <summary>A stream whose reader is too slow is cut off after this time, unless it has read what waits for it. Default 10 s.</summary>
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(10);
}

internal sealed class StreamOptionsValidator : OptionsRules<StreamOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(StreamOptions options) =>
    [
        (options.PerUser is >= 1 and <= 1000, "Streams:PerUser must be from 1 to 1,000."),
        (IsBetween(options.SlowGrace, TimeSpan.Zero, TimeSpan.FromMinutes(1)), "Streams:SlowGrace must be at most one minute."),
    ];
}
