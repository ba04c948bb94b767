using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>
/// Delivers outbox messages in order. One relay works at a time per database (an advisory lock), whichever instance holds
/// it; when that one dies, its lock dies with its connection and the next takes over.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource source, MigrationsDone migrations, OutboxSignal signal, IOutboxTransport transport, TimeProvider time, ILogger<OutboxRelay> log)
    : BackgroundWorker(time, log)
{
    private const int BatchSize = 100;
    private const long RelayLock = 0x6F7574626F78; // "outbox"
    private static readonly string Heartbeat = MessageJson.NameOf(typeof(ServiceHeartbeat));

    // A heartbeat says that these were delivered. Other messages that wait are reported by the health check.
    private static readonly string[] VouchedFor =
        [MessageJson.NameOf(typeof(AuditRecorded)), MessageJson.NameOf(typeof(AuditRecordedTogether)), MessageJson.NameOf(typeof(AlertRaised))];

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // A slow broker gets smaller batches, so that the transaction is not taken for an abandoned one.
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InboxMemory = TimeSpan.FromDays(7);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private long _lastSweep;

    protected override AsyncAutoResetEvent WakeUp => signal;

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override Task WaitUntilReadyAsync(CancellationToken stoppingToken) => migrations.WaitAsync(stoppingToken);

    // The transport decides which exceptions mean that the broker is down; all of them pass.
    protected override bool IsTransient(Exception failure) => true;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (await RelayBatchAsync(stoppingToken))
        {
            return NextRun.Now;
        }

        if (_lastSweep == 0 || Time.GetElapsedTime(_lastSweep) > SweepInterval)
        {
            await DeleteOldInboxRowsAsync(stoppingToken);
            _lastSweep = Time.GetTimestamp();
        }

        return NextRun.After(PollInterval);
    }

    /// <returns>Whether there was more than could be delivered now, and the broker takes some.</returns>
    private async Task<bool> RelayBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_xact_lock(@RelayLock)", new { RelayLock }, transaction))
        {
            return false;
        }

        var batch = (await connection.QueryAsync<OutboxMessage>(
            """
            select sequence, message_id as MessageId, message_type as MessageType, destination, body, trace_parent as TraceParent,
                epoch, first_number as FirstNumber
            from outbox_message message
            where not_before <= now() and not exists (
                select from outbox_message waiting
                where waiting.not_before > now() and waiting.sequence < message.sequence
                  and ((message.message_type = @Heartbeat and waiting.message_type = any(@VouchedFor))
                      or coalesce(waiting.destination, waiting.message_type) = coalesce(message.destination, message.message_type)))
            order by sequence limit @BatchSize
            """,
            new { BatchSize, Heartbeat, VouchedFor },
            transaction)).AsList();
        var numbered = await RecordNumbers.GiveAsync(source, batch.ConvertAll(WaitingMessage.Of), cancellationToken);
        var delivered = new List<long>(batch.Count);
        // A message that must wait holds back those behind it of its kind. Records and alerts hold back heartbeats too.
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        var started = Time.GetTimestamp();
        try
        {
            foreach (var run in JoinedRecords.RunsOf(numbered).TakeWhile(_ => Time.GetElapsedTime(started) < BatchTime))
            {
                if (waiting.Overlaps(run.Messages.Select(Lane)) || (run.Messages[0].MessageType == Heartbeat && waiting.Overlaps(VouchedFor)))
                {
                    continue;
                }

                if (await DeliverAsync(connection, transaction, run, cancellationToken))
                {
                    delivered.AddRange(run.Messages.Select(message => message.Sequence));
                }
                else
                {
                    waiting.UnionWith(run.Messages.Select(Lane));
                }
            }
        }
        finally
        {
            await connection.ExecuteAsync("delete from outbox_message where sequence = any(@delivered)", new { delivered }, transaction);
            await transaction.CommitAsync(CancellationToken.None);
        }

        return batch.Count == BatchSize && delivered.Count > 0;
    }

    private static string Lane(OutboxMessage message) => message.Destination ?? message.MessageType;

    private async Task<bool> DeliverAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, JoinedRecords.Run run, CancellationToken cancellationToken)
    {
        var message = run.Joined;
        using var activity = PostgresTelemetry.Source.StartActivity("outbox deliver", ActivityKind.Internal, message.TraceParent);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(DeliveryTimeout);
        try
        {
            await transport.DeliverAsync(message, timeout.Token);
            return true;
        }
        catch (UndeliverableMessageException undeliverable)
        {
            Log.Undeliverable(Logger, message.MessageType, message.MessageId, undeliverable.Message);
            await connection.ExecuteAsync(
                """
                update outbox_message set attempts = attempts + 1, not_before = now() + interval '2 seconds' where sequence = any(@sequences)
                """,
                new { sequences = run.Messages.Select(waiting => waiting.Sequence).ToArray() },
                transaction);
            return false;
        }
    }

    private async Task DeleteOldInboxRowsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("delete from inbox_message where received_at < now() - @InboxMemory", new { InboxMemory });
    }
}
