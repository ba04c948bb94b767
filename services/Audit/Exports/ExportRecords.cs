using System.Runtime.CompilerServices;
using Dapper;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Exports;

/// <summary>
/// Reads records in order, a page at a time, and each checkpoint after the records that it covers. Where some records are left out,
/// each that is not comes with its proof.
/// </summary>
internal sealed class ExportRecords(Database database)
{
    private const int PageSize = 1000;

    /// <param name="filter">Which records.</param>
    /// <param name="until">The last sequence; with <paramref name="isComplete"/>, all that the checkpoint of this record covers.</param>
    /// <param name="isComplete">Every record, so none needs a proof.</param>
    public async IAsyncEnumerable<ExportLine> ReadAsync(
        AuditLogFilter filter, long until, bool isComplete, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = await database.ReadAsync(connection => connection.CheckpointOfAsync(filter.Chain, until), cancellationToken);
        until = isComplete ? last?.Statement.LastSequence ?? 0 : until;
        var (covering, paths) = ((SignedCheckpoint?)null, (IReadOnlyList<IReadOnlyList<byte[]>>)[]);
        var place = new Place(DateTimeOffset.UnixEpoch, 0);
        while (await ReadPageAsync(filter, place, until, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var row in page)
            {
                if (covering is null || row.Sequence > covering.Statement.LastSequence)
                {
                    if (covering is not null)
                    {
                        yield return new ExportLine.Checkpoint(covering);
                    }

                    covering = await CoveringAsync(filter.Chain, row.Sequence, cancellationToken);
                    paths = isComplete ? [] : await PathsAsync(covering.Statement, cancellationToken);
                }

                var record = row.ToExported(filter.Chain);
                yield return new ExportLine.Record(
                    isComplete ? record : record with { Proof = paths[(int)(row.Sequence - covering.Statement.FirstSequence)] });
            }

            place = new Place(page[^1].RecordedAt, page[^1].Sequence);
        }

        if (covering is not null)
        {
            yield return new ExportLine.Checkpoint(covering);
        }
    }

    private async Task<SignedCheckpoint> CoveringAsync(string chain, long sequence, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => connection.CheckpointOfAsync(chain, sequence), cancellationToken)
        ?? throw new InvalidOperationException($"No checkpoint covers record {sequence} of the chain '{chain}'.");

    private async Task<IReadOnlyList<IReadOnlyList<byte[]>>> PathsAsync(CheckpointStatement statement, CancellationToken cancellationToken)
    {
        var hashes = await database.ReadAsync(
            connection => connection.QueryAsync<byte[]>(
                "select hash from audit_record where chain = @Chain and sequence between @FirstSequence and @LastSequence order by sequence",
                new { statement.Chain, statement.FirstSequence, statement.LastSequence }),
            cancellationToken);
        return MerkleTree.Paths(hashes);
    }

    private Task<IReadOnlyList<Row>> ReadPageAsync(AuditLogFilter filter, Place after, long until, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var selection = new LedgerSelection(filter);
            var parameters = new DynamicParameters(selection.Parameters);
            parameters.Add("AfterTime", after.RecordedAt);
            parameters.Add("AfterSequence", after.Sequence);
            parameters.Add("Until", until);
            parameters.Add("PageSize", PageSize);
            return connection.QueryAsync<Row>(
                $"""
                select r.sequence as Sequence, r.recorded_at as RecordedAt, r.previous_hash as PreviousHash, r.hash as Hash, r.body as Body,
                       o.user_name as UserName, o.ip_address as IpAddress, o.user_agent as UserAgent, o.salt as PersonSalt,
                       s.reason as Reason, s.salt as ReasonSalt
                from audit_record r
                left join audit_origin o on o.origin_id = r.origin_id
                left join audit_reason s on s.chain = r.chain and s.sequence = r.sequence
                where {selection.Where()} and (r.recorded_at, r.sequence) > (@AfterTime, @AfterSequence) and r.sequence <= @Until
                order by r.recorded_at, r.sequence limit @PageSize
                """,
                parameters);
        },
        cancellationToken);

    private sealed record Place(DateTimeOffset RecordedAt, long Sequence);

    private sealed class Row
    {
        public long Sequence { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
        public byte[] PreviousHash { get; init; } = [];
        public byte[] Hash { get; init; } = [];
        public byte[] Body { get; init; } = [];
        public string? UserName { get; init; }
        public string? IpAddress { get; init; }
        public string? UserAgent { get; init; }
        public byte[]? PersonSalt { get; init; }
        public string? Reason { get; init; }
        public byte[]? ReasonSalt { get; init; }

        public ExportedRecord ToExported(string chain) => new(
            new LedgerRecord(chain, Sequence, RecordedAt, PreviousHash, Hash, Body),
            PersonSalt is null ? null : new ExportedPerson(UserName!, IpAddress, UserAgent, PersonSalt),
            ReasonSalt is null ? null : new ExportedReason(Reason!, ReasonSalt),
            Proof: null);
    }
}
