using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.ServiceDefaults;

/// <summary>What <see cref="SetAsideCommand"/> does.</summary>
internal sealed class SetAsideActions(SetAsideQueues queues, SetAsideReader reader, BrokerAccount account, Database database, AuditTrail trail)
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Wrong = 2;
    private const int Away = 3;

    private const int Limit = 1000;
    private const string All = "all";

    private const int Looks = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    public async Task<(int Code, string Text)> RunAsync(string[] args, string usage)
    {
        try
        {
            return args switch
            {
                ["list"] => (Done, await ListAsync()),
                [_, var queue, ..] when !queues.Queues.Contains(queue, StringComparer.Ordinal) =>
                    (Wrong, $"This service takes no messages from that queue. It takes: {string.Join(", ", queues.Queues)}."),
                ["show", var queue, var handle] => await FindAsync(handle, () => ShowAsync(queue, handle)),
                ["put-back", var queue, var which] => await FindAsync(
                    which, () => ForEachAsync(queue, which, "message.put_back", reason: null, (message, channel) => PutBackAsync(message, queue, channel))),
                ["drop", var queue, var which, var reason] when reason.Trim().Length > 0 =>
                    await FindAsync(which, () => ForEachAsync(queue, which, "message.drop", reason.Trim(), (_, _) => Task.CompletedTask)),
                _ => (Wrong, usage),
            };
        }
        catch (Exception failure) when (failure is RabbitMQClientException or IOException or TimeoutException || failure.IsPostgresAway())
        {
            return (Away, $"Not finished: {failure.Message} Call it again; what was done is not done twice.");
        }
    }

    private async Task<string> ListAsync()
    {
        var text = new StringBuilder();
        foreach (var queue in queues.Queues)
        {
            var lines = await reader.LookAsync(queue, Limit, (messages, _) => Task.FromResult(messages.Select(LineOf).ToList()), CancellationToken.None);
            var count = Math.Max(lines.Count, await reader.CountAsync(queue, CancellationToken.None));
            text.AppendLine(CultureInfo.InvariantCulture, $"{queue}: {count}{(count > lines.Count ? $", the oldest {lines.Count} are" : "")}");
            lines.ForEach(line => text.Append("  ").AppendLine(line));
        }

        return text.ToString().TrimEnd();
    }

    // While the service itself counts the queue, it holds the messages for a moment, and they cannot be found.
    private static async Task<(int Code, string Text)> FindAsync(string which, Func<Task<(int Code, string Text)>> look)
    {
        var outcome = await look();
        for (var looks = 1; outcome.Code == Refused && looks < Looks; looks++)
        {
            await Task.Delay(Pause);
            outcome = await look();
        }

        return which == All && outcome.Code == Refused ? (Done, outcome.Text) : outcome;
    }

    private Task<(int Code, string Text)> ShowAsync(string queue, string handle) => reader.LookAsync(
        queue,
        Limit,
        (messages, _) => Task.FromResult(messages.FirstOrDefault(message => message.Handle == handle) is { } found
            ? (Done, $"{LineOf(found)}\n{SafeText.Of(Encoding.UTF8.GetString(found.Body), keepsLines: true)}")
            : (Refused, "There is no such message.")),
        CancellationToken.None);

    /// <summary>Acts on messages one after the other. Each is on record before it leaves the queue, and is there until it was acted on.</summary>
    private Task<(int Code, string Text)> ForEachAsync(
        string queue, string which, string action, string? reason, Func<SetAsideMessage, IChannel, Task> act) => reader.LookAsync(
        queue,
        Limit,
        async (messages, channel) =>
        {
            var chosen = messages.Where(message => which == All || message.Handle == which).ToList();
            foreach (var message in chosen)
            {
                await RecordAsync(queue, message, action, reason);
                await act(message, channel);
                await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            }

            return chosen.Count > 0 ? (Done, $"{action}: {chosen.Count}") : (Refused, "There is no such message.");
        },
        CancellationToken.None);

    private async Task PutBackAsync(SetAsideMessage message, string queue, IChannel channel) => await channel.BasicPublishAsync(
        queue, "", mandatory: true, SetAsideHeaders.PutBack(message.Properties, message.Sender, account), message.Body);

    private Task RecordAsync(string queue, SetAsideMessage message, string action, string? reason) => database.InTransactionAsync(
        transaction => trail.RecordAsync(transaction, trail.Platform, new AuditEntry(action, AuditOutcomes.Success)
        {
            Reason = reason,
            Details = new(StringComparer.Ordinal)
            {
                ["queue"] = queue,
                ["type"] = message.TypeName,
                ["sentBy"] = message.Sender ?? "",
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(message.Body)),
                ["failure"] = message.Kind,
                ["by"] = "set-aside",
            },
        }),
        CancellationToken.None);

    private static string LineOf(SetAsideMessage message) => SafeText.Of(
        $"{message.Handle}  {(message.At.Length > 0 ? message.At : "-")}  {message.TypeName} from {message.Sender ?? "nobody"}, {message.Body.Length} bytes  {message.Kind}: {message.Reason}");
}
