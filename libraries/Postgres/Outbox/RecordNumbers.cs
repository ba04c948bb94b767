using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>
/// Gives audit records their numbers when they are about to be sent. A number is committed before its record leaves: after a crash the
/// record is sent again with the same one.
/// </summary>
public static class RecordNumbers
{
    /// <param name="source">For a transaction of its own, while the caller's holds the relay's lock.</param>
    /// <param name="batch">In the order of sending.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The batch, in which every record has its number.</returns>
    internal static async Task<IReadOnlyList<WaitingMessage>> GiveAsync(
        NpgsqlDataSource source, IReadOnlyList<WaitingMessage> batch, CancellationToken cancellationToken)
    {
        var without = batch.Where(waiting => waiting.NeedsNumbers).ToList();
        if (without.Count == 0)
        {
            return batch;
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var given = (await connection.QueryAsync<Given>(new CommandDefinition(
            """select sequence, epoch, first_number as "FirstNumber" from number_audit_records(@messages, @records)""",
            new
            {
                messages = without.Select(waiting => waiting.Message.Sequence).ToArray(),
                records = without.Select(waiting => waiting.Records.Count).ToArray(),
            },
            cancellationToken: cancellationToken))).ToDictionary(one => one.Sequence);
        return given.Count == without.Count
            ? [.. batch.Select(waiting => given.TryGetValue(waiting.Message.Sequence, out var one) ? waiting.Numbered(one.Epoch, one.FirstNumber) : waiting)]
            : throw new InvalidOperationException("Another relay works on the same messages; they are read anew.");
    }

    /// <summary>The last number that was given in this database; null when it has given none.</summary>
    public static Task<ProducerPosition?> LastPositionAsync(this DatabaseTransaction transaction) => transaction.QuerySingleOrDefaultAsync<ProducerPosition>(
        """select epoch as "Epoch", last_number as "Number" from outbox_numbers where last_number > 0 and database = outbox_database()""");

    private sealed record Given(long Sequence, Guid Epoch, long FirstNumber);
}
