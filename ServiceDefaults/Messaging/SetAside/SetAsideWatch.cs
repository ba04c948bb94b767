using System.Collections.Concurrent;
using PenguinMails.Workers;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Knows what lies in the service's <c>_error</c> queues, for its heartbeat: also what was set aside before it started, or by the broker.
/// </summary>
/// <remarks>
/// Counting disturbs nobody. Looking at messages takes them out for a moment and counts as handing them out, so it is done when their number has
/// changed, and once an hour. Another instance that looks just now makes a queue seem empty; only the second empty count in a row is believed.
/// </remarks>
internal sealed class SetAsideWatch(
    SetAsideQueues queues, SetAsideReader reader, IOptions<MessagingOptions> options, TimeProvider time, ILogger<SetAsideWatch> log)
    : BackgroundWorker(time, log)
{
    private const int LookLimit = 500;
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, SetAsideMessages> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (uint Count, long At)> _looks = new(StringComparer.Ordinal);

    /// <summary>What is known of each queue now. A queue that could not be counted is not in it.</summary>
    public IReadOnlyList<SetAsideMessages> Known => [.. _known.Values];

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(Patience);
            foreach (var queue in queues.Queues)
            {
                await LookAsync(queue, limit.Token);
            }

            return NextRun.After(options.Value.SetAsideInterval);
        }
        catch
        {
            _known.Clear();
            _looks.Clear();
            throw;
        }
    }

    protected override bool IsTransient(Exception failure) =>
        failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException;

    private async Task LookAsync(string queue, CancellationToken cancellationToken)
    {
        var count = await reader.CountAsync(queue, cancellationToken);
        var isSame = _looks.TryGetValue(queue, out var last) && last.Count == count;
        if (count == 0)
        {
            _looks[queue] = (0, Time.GetTimestamp());
            if (isSame)
            {
                _known[queue] = new SetAsideMessages(queue, 0, []);
            }
        }
        else if (!isSame || Time.GetElapsedTime(last.At) > LookAgain)
        {
            _known[queue] = await reader.LookAsync(queue, LookLimit, (messages, _) => Task.FromResult(SetAsideSummary.Of(queue, count, messages)), cancellationToken);
            _looks[queue] = (count, Time.GetTimestamp());
        }
    }
}
