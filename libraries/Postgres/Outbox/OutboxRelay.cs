using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PenguinMails.Postgres;

/// <summary>
/// Delivers outbox messages in order. One relay works at a time per database (an advisory lock), whichever instance holds
/// it; when that one dies, its lock dies with its connection and the next takes over.
/// </summary>
internal sealed class OutboxRelay(
    NpgsqlDataSource source, MigrationsDone migrations, OutboxSignal signal, IOutboxTransport transport, TimeProvider time, ILogger<OutboxRelay> log)
    : BackgroundService
{
    private const int BatchSize = 100;
    private const long RelayLock = 0x6F7574626F78; // "outbox"
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // A slow broker gets smaller batches, so that the transaction is not taken for an abandoned one.
    private static readonly TimeSpan BatchTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan InboxMemory = TimeSpan.FromDays(7);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        var lastSweep = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RelayBatchAsync(stoppingToken))
                {
                    // More waits.
                }

                if (lastSweep == 0 || time.GetElapsedTime(lastSweep) > SweepInterval)
                {
                    await ForgetOldInboxAsync(stoppingToken);
                    lastSweep = time.GetTimestamp();
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RelayFailed(log, failure.GetType().Name, failure.Message);
            }

            await signal.WaitAsync(PollInterval, time, stoppingToken);
        }
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
            select sequence, message_id as MessageId, message_type as MessageType, destination, body, trace_parent as TraceParent
            from outbox_message message
            where not_before <= now() and not exists (
                select from outbox_message waiting
                where waiting.not_before > now() and waiting.sequence < message.sequence
                  and coalesce(waiting.destination, waiting.message_type) = coalesce(message.destination, message.message_type))
            order by sequence limit @BatchSize
            """,
            new { BatchSize },
            transaction)).AsList();
        var delivered = new List<long>(batch.Count);
        // A message that must wait holds back those behind it of its kind, and no others.
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        var started = time.GetTimestamp();
        try
        {
            foreach (var message in batch.TakeWhile(_ => time.GetElapsedTime(started) < BatchTime).Where(message => !waiting.Contains(Lane(message))))
            {
                if (await DeliverAsync(connection, transaction, message, cancellationToken))
                {
                    delivered.Add(message.Sequence);
                }
                else
                {
                    waiting.Add(Lane(message));
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
        NpgsqlConnection connection, NpgsqlTransaction transaction, OutboxMessage message, CancellationToken cancellationToken)
    {
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
            Log.Undeliverable(log, message.MessageType, message.MessageId, undeliverable.Message);
            await connection.ExecuteAsync(
                """
                update outbox_message set attempts = attempts + 1, not_before = now() + interval '2 seconds' where sequence = @Sequence
                """,
                message,
                transaction);
            return false;
        }
    }

    private async Task ForgetOldInboxAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("delete from inbox_message where received_at < now() - @InboxMemory", new { InboxMemory });
    }
}
