namespace PenguinMails.ServiceDefaults;

/// <summary>Section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>How often an instance reports through its outbox that it is running. Default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);
}

internal sealed class MessagingOptionsValidator : OptionsRules<MessagingOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(MessagingOptions options) =>
    [
        (IsBetween(options.HeartbeatInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15)),
            "Messaging:HeartbeatInterval must be from 50 ms to 15 s."),
    ];
}
