namespace PenguinMails.Audit.Evidence;

/// <summary>Section <c>Audit:Evidence</c>: after how long the absence of evidence is an alert.</summary>
public sealed class EvidenceOptions
{
    public const string Section = "Audit:Evidence";

    /// <summary>No heartbeat of any service came through the broker. Default 40 s.</summary>
    public TimeSpan BrokerSilence { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>No heartbeat of one service came while others did. Default 50 s.</summary>
    public TimeSpan ServiceSilence { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>A record is not covered by a signed checkpoint for so long. Default 10 minutes.</summary>
    public TimeSpan CheckpointSilence { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>No alert could be delivered to a receiver for so long. Default 15 minutes.</summary>
    public TimeSpan DeliverySilence { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// An audit record that a service has sent has not arrived for so long: then it is missing. Longer than an instance that hangs can hold
    /// one back, after which the broker hands it to another. Default 3 minutes.
    /// </summary>
    public TimeSpan MissingAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The interval between checks of all evidence. Default 5 s.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class EvidenceOptionsValidator : OptionsRules<EvidenceOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(EvidenceOptions options) =>
    [
        (IsBetween(options.BrokerSilence, Shortest, Hour), "Audit:Evidence:BrokerSilence must be from 500 ms to an hour."),
        (IsBetween(options.ServiceSilence, Shortest, Hour), "Audit:Evidence:ServiceSilence must be from 500 ms to an hour."),
        (IsBetween(options.CheckpointSilence, Shortest, Day), "Audit:Evidence:CheckpointSilence must be from 500 ms to a day."),
        (IsBetween(options.DeliverySilence, Shortest, Day), "Audit:Evidence:DeliverySilence must be from 500 ms to a day."),
        (IsBetween(options.MissingAfter, Shortest, Day), "Audit:Evidence:MissingAfter must be from 500 ms to a day."),
        (IsBetween(options.WatchInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(10)), "Audit:Evidence:WatchInterval must be from 50 ms to 10 s."),
    ];
}
