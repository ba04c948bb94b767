using PenguinMails.Audit.Reading;

namespace PenguinMails.Audit.LiveStream;

/// <summary>
/// A stream resumes after a short interruption; it is no way to read the past. What a replay may hold, a listener could have received live.
/// </summary>
internal sealed class ReplayBound(Database database, IOptions<ReadingOptions> options, TimeProvider time)
{
    /// <param name="chain">The chain of the stream.</param>
    /// <param name="lastSeen">The last record that the client has; null when it wants only new records.</param>
    /// <param name="position">The last record before the live ones.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The refusal; null when the replay is within the bound.</returns>
    public async Task<ApiProblem?> RefusalAsync(string chain, long? lastSeen, long position, CancellationToken cancellationToken)
    {
        if (lastSeen is not { } seen || seen >= position)
        {
            return null;
        }

        if (position - seen > options.Value.ReplayRecords)
        {
            return TooLong();
        }

        // Sequences have no gaps. A record that is in an archive is older than any bound.
        var first = await database.ReadAsync(
            connection => connection.ScalarAsync<DateTime?>(
                "select recorded_at from audit_record where chain = @chain and sequence = @first", new { chain, first = seen + 1 }),
            cancellationToken);
        return first >= (time.GetUtcNow() - options.Value.ReplayWindow).UtcDateTime ? null : TooLong();
    }

    private ApiProblem TooLong() => new(ProblemCatalog.ReplayTooLong)
    {
        Detail = $"A replay holds at most {options.Value.ReplayRecords} records of the last {options.Value.ReplayWindow.TotalMinutes:0.#} minutes. "
            + ProblemCatalog.ReplayTooLong.NextStep,
    };
}
