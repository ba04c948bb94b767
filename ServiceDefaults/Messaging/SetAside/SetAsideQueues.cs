namespace PenguinMails.ServiceDefaults;

/// <summary>The queues that the service consumes from; each has an <c>_error</c> queue for messages set aside.</summary>
internal sealed record SetAsideQueues(IReadOnlyList<string> Queues)
{
    public static string ErrorQueueOf(string queue) => queue + "_error";
}
