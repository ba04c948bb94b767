namespace PenguinMails.Contracts.Messages;

/// <summary>Something that happened. Published; any number of services may subscribe.</summary>
public interface IEvent
{
    /// <summary>When it happened, UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}

/// <summary>Something that one service is asked to do. Sent to that service's queue.</summary>
public interface ICommand;

/// <summary>
/// Marks messages that at least one service of the platform must take. The relay keeps such a message in the outbox
/// until the broker could route it to a queue, so nothing is lost while a subscriber has never run.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsSubscriberAttribute : Attribute;

/// <summary>What made an operation start, as shown in histories: <c>automated</c> or <c>manual</c>.</summary>
public static class Triggers
{
    /// <summary>A schedule or another machine-made decision.</summary>
    public const string Automated = "automated";

    /// <summary>A person asked for it.</summary>
    public const string Manual = "manual";
}
