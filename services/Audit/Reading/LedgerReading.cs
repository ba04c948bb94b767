namespace PenguinMails.Audit.Reading;

/// <summary>
/// Every way on which records of the ledger leave without an approved export: bounded per person, and on record once per session, filter
/// and quarter of an hour, refusals as well.
/// </summary>
internal sealed class LedgerReading(Database database, ReadingAllowance allowance, AuditTrail trail, IOptions<ReadingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    /// <summary>Counts and records that these records are about to be shown.</summary>
    /// <returns>The refusal; null when they may be shown.</returns>
    public Task<ApiProblem?> BeginAsync(Caller caller, ReadingSubject subject, IEnumerable<long> sequences, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                var mayRead = await allowance.TakeAsync(transaction, caller.UserId, subject.Chain, [.. sequences]);
                return await RecordAsync(transaction, caller, subject, mayRead ? null : LimitReached(caller));
            },
            cancellationToken);

    /// <summary>Counts records that a report shows; the report records itself.</summary>
    /// <returns>The refusal; null when they may be shown.</returns>
    public async Task<ApiProblem?> CountAsync(DatabaseTransaction transaction, Caller caller, string chain, IEnumerable<long> sequences) =>
        await allowance.TakeAsync(transaction, caller.UserId, chain, [.. sequences]) ? null : LimitReached(caller);

    /// <summary>Records that a stream begins, or why it does not.</summary>
    /// <returns>The refusal that was given; null when the stream begins.</returns>
    public Task<ApiProblem?> BeginStreamAsync(Caller caller, ReadingSubject subject, ApiProblem? refusal, CancellationToken cancellationToken) =>
        database.InTransactionAsync(transaction => RecordAsync(transaction, caller, subject, refusal), cancellationToken);

    // Exports are for administrators.
    private ApiProblem LimitReached(Caller caller) => new(ProblemCatalog.ReadingLimitReached)
    {
        Detail = caller.TenantId is null
            ? $"Without an approved export one person reads at most {Limit}. {ProblemCatalog.ReadingLimitReached.NextStep}"
            : $"One person reads at most {Limit}. Narrow the filter, or wait.",
    };

    private string Limit => $"{options.Value.Records} records within {options.Value.Window.TotalMinutes:0.#} minutes";

    private async Task<ApiProblem?> RecordAsync(DatabaseTransaction transaction, Caller caller, ReadingSubject subject, ApiProblem? refusal)
    {
        var outcome = refusal is null ? AuditOutcomes.Success : AuditOutcomes.Refused;
        var now = time.GetUtcNow();
        var period = new DateTimeOffset(now.Ticks - (now.Ticks % Period.Ticks), TimeSpan.Zero);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.SessionId} {subject.Action} {outcome} {subject.Key}"));
        if (await transaction.ExecuteAsync("insert into audit_reading_recorded (reading_hash, period) values (@hash, @period) on conflict do nothing", new { hash, period }) > 0)
        {
            await transaction.ExecuteAsync("delete from audit_reading_recorded where period < @earlier", new { earlier = period - Period });
            await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(subject.Action, outcome) { TenantId = caller.TenantId, Code = refusal?.Kind.Code, Details = subject.Details });
        }

        return refusal;
    }
}
