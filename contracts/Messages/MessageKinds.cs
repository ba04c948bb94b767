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

/// <summary>
/// Names the services that may send a message of this type. The broker's permissions are generated from it
/// (deploy/rabbitmq/definitions.json), and consumers refuse such a message from anybody else.
/// </summary>
/// <param name="services">Of <see cref="PlatformServices"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SentByAttribute(params string[] services) : Attribute
{
    public IReadOnlyList<string> Services => services;
}

/// <summary>
/// Names the services of the platform that take a message of this type from queues of their own. Other programs may subscribe to
/// every event that is not <see cref="IsInternal"/>.
/// </summary>
/// <param name="services">Of <see cref="PlatformServices"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakenByAttribute(params string[] services) : Attribute
{
    public IReadOnlyList<string> Services => services;

    /// <summary>Whether it is for these services alone.</summary>
    public bool IsInternal { get; init; }
}

/// <summary>A message that says itself in whose name it speaks. Consumers compare it with the sender that the broker has verified.</summary>
public interface INamesService
{
    /// <summary>Whether all it holds is in the name of this service.</summary>
    bool SpeaksFor(string service);
}

/// <summary>What made an operation start, as shown in histories: <c>automated</c> or <c>manual</c>.</summary>
public static class Triggers
{
    /// <summary>A schedule or another machine-made decision.</summary>
    public const string Automated = "automated";

    /// <summary>A person asked for it.</summary>
    public const string Manual = "manual";
}
