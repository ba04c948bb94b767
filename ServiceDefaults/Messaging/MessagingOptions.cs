namespace PenguinMails.ServiceDefaults;

/// <summary>Section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>How often an instance reports through its outbox that it is running. Default 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an instance counts the messages that were set aside. Default 10 s.</summary>
    public TimeSpan SetAsideInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often an instance binds its queue to its events, in case somebody has deleted that. Default 30 s.</summary>
    public TimeSpan BindingInterval { get; set; } = TimeSpan.FromSeconds(30);
}

internal sealed class MessagingOptionsValidator : OptionsRules<MessagingOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(MessagingOptions options) =>
    [
        (IsBetween(options.HeartbeatInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(15)),
            "Messaging:HeartbeatInterval must be from 50 ms to 15 s."),
        (IsBetween(options.SetAsideInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)),
            "Messaging:SetAsideInterval must be from 50 ms to 30 s."),
        (IsBetween(options.BindingInterval, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(10)),
            "Messaging:BindingInterval must be from 50 ms to 10 min."),
    ];
}
