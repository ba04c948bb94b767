namespace PenguinMails.Audit.Evidence;

/// <summary>Messages that a service could not handle and has set aside: what they ask for was not done. An alert for each queue until it is empty.</summary>
internal sealed class SetAsideRule : IEvidenceRule
{
    public const string Kind = "messaging.set_aside";

    private const int MaxReasons = 5;
    private const int MaxReason = 500;

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round) =>
    [
        .. (await transaction.QueryAsync<Waiting>("select queue, since, summary from set_aside order by queue")).Select(waiting => new Silence(
            EvidenceSources.SetAside(waiting.Queue), waiting.Since, Kind,
            $"The queue {waiting.Queue}_error holds what {waiting.Queue} could not handle: {waiting.Summary}",
            $"What these messages ask for was not done. Where the service runs that takes {waiting.Queue}, with its settings: 'set-aside list' shows them; when the cause is gone, "
                + "'set-aside put-back' hands them in again, which does nothing twice; 'set-aside drop' deletes what is not needed (docs/operations/broker.md).")
        {
            RaisedOnChange = true,
        }),
    ];

    /// <summary>Notes what a service says of its queues. A queue that it does not name stays as it is.</summary>
    public static async Task NoteAsync(DatabaseTransaction transaction, string service, IEnumerable<SetAsideMessages> queues)
    {
        foreach (var queue in queues.Where(queue => IsOf(queue, service)).DistinctBy(queue => queue.Queue))
        {
            await (queue.Count == 0
                ? transaction.ExecuteAsync("delete from set_aside where queue = @Queue", queue)
                : transaction.ExecuteAsync(
                    """
                    insert into set_aside (queue, summary) values (@Queue, @summary) on conflict (queue) do update set summary = excluded.summary
                    """,
                    new { queue.Queue, summary = SummaryOf(queue) }));
        }
    }

    // A service has two queues at most; another's are not its to speak of.
    private static bool IsOf(SetAsideMessages queue, string service) =>
        queue.Count >= 0 && (queue.Queue == MessagingExtensions.CommandsOf(service) || queue.Queue == MessagingExtensions.EventsOf(service));

    private static string SummaryOf(SetAsideMessages queue) => StorableText.Of(
        string.Join("; ", queue.Reasons.Take(MaxReasons).Select(reason => reason.Length <= MaxReason ? reason : reason[..MaxReason])));

    private sealed record Waiting(string Queue, DateTimeOffset Since, string Summary);
}
