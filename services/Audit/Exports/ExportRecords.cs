using System.Runtime.CompilerServices;
using Dapper;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Exports.Archives;

namespace PenguinMails.Audit.Exports;

/// <param name="First">The first sequence.</param>
/// <param name="Last">The last sequence.</param>
/// <param name="IsComplete">Every record of whole checkpoints, so none needs a proof.</param>
/// <param name="IsArchive">For an archive: with the database's ids, without what must be forgettable.</param>
internal sealed record ExportRange(long First, long Last, bool IsComplete, bool IsArchive = false);

/// <summary>
/// Reads records in order, a page at a time, and each checkpoint after the records that it covers. Where some records are left out,
/// each that is not comes with its proof.
/// </summary>
internal sealed class ExportRecords(Database database)
{
    private const int PageSize = 1000;

    /// <summary>What a complete export can hold: what lies in the database, up to all that the checkpoint of this record covers.</summary>
    /// <returns>The range, and the checkpoint before it when it does not begin at the beginning.</returns>
    public Task<(ExportRange Range, SignedCheckpoint? Before)> CompleteRangeAsync(string chain, long until, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var archived = (await connection.DetachedAsync(chain)).Select(archive => archive.LastSequence).DefaultIfEmpty(0).Max();
            var before = archived == 0 ? null : await connection.CheckpointOfAsync(chain, archived);
            var last = await connection.CheckpointOfAsync(chain, until) ?? await connection.NewestAsync(chain);
            return (new ExportRange(archived + 1, last?.Statement.LastSequence ?? 0, IsComplete: true), before);
        },
        cancellationToken);

    /// <summary>What a selection can hold: of a ledger that is not signed any more, no record after the last checkpoint.</summary>
    public async Task<ExportRange> SelectedRangeAsync(string chain, long until, CancellationToken cancellationToken)
    {
        var newest = await database.ReadAsync(connection => connection.NewestAsync(chain), cancellationToken);
        return new ExportRange(0, Math.Min(until, newest?.Statement.LastSequence ?? 0), IsComplete: false);
    }

    public async IAsyncEnumerable<ExportLine> ReadAsync(
        AuditLogFilter filter, ExportRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (covering, paths) = ((SignedCheckpoint?)null, (IReadOnlyList<IReadOnlyList<byte[]>>)[]);
        var place = new Place(DateTimeOffset.UnixEpoch, 0);
        while (await ReadPageAsync(filter, place, range, cancellationToken) is { Count: > 0 } page)
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
                    paths = range.IsComplete ? [] : await PathsAsync(covering.Statement, cancellationToken);
                }

                var record = row.ToExported(filter.Chain, range.IsArchive);
                yield return new ExportLine.Record(
                    range.IsComplete ? record : record with { Proof = paths[(int)(row.Sequence - covering.Statement.FirstSequence)] });
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

    private Task<IReadOnlyList<Row>> ReadPageAsync(AuditLogFilter filter, Place after, ExportRange range, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var conditions = new LedgerConditions(filter);
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("AfterTime", after.RecordedAt);
            parameters.Add("AfterSequence", after.Sequence);
            parameters.Add("First", range.First);
            parameters.Add("Last", range.Last);
            parameters.Add("PageSize", PageSize);
            return connection.QueryAsync<Row>(
                $"""
                select r.sequence, r.recorded_at, r.previous_hash, r.hash, r.body, o.user_name, o.ip_address, o.user_agent,
                       o.salt as PersonSalt, s.reason, s.salt as ReasonSalt, r.format, r.person_id, r.origin_id, r.path_id,
                       r.behalf_origin_id, b.user_name as PrincipalName, b.ip_address as PrincipalAddress, b.user_agent as PrincipalAgent, b.salt as PrincipalSalt
                from audit_record r
                left join audit_origin o on o.origin_id = r.origin_id
                left join audit_origin b on b.origin_id = r.behalf_origin_id
                left join audit_reason s on s.chain = r.chain and s.sequence = r.sequence
                where {conditions.OfRecords} and (r.recorded_at, r.sequence) > (@AfterTime, @AfterSequence) and r.sequence between @First and @Last
                order by r.recorded_at, r.sequence limit @PageSize
                """,
                parameters);
        },
        cancellationToken);

    private sealed record Place(DateTimeOffset RecordedAt, long Sequence);

    private sealed record Row(
        long Sequence, DateTimeOffset RecordedAt, byte[] PreviousHash, byte[] Hash, byte[] Body, string? UserName, string? IpAddress, string? UserAgent,
        byte[]? PersonSalt, string? Reason, byte[]? ReasonSalt, short Format, long PersonId, long? OriginId, long? PathId,
        long? BehalfOriginId, string? PrincipalName, string? PrincipalAddress, string? PrincipalAgent, byte[]? PrincipalSalt)
    {
        public ExportedRecord ToExported(string chain, bool isArchive) => new(
            new LedgerRecord(chain, Sequence, RecordedAt, PreviousHash, Hash, Body),
            isArchive || PersonSalt is null ? null : new ExportedPerson(UserName!, IpAddress, UserAgent, PersonSalt),
            isArchive || ReasonSalt is null ? null : new ExportedReason(Reason!, ReasonSalt),
            Proof: null,
            isArchive ? new ArchivedIds(Format, PersonId, OriginId, PathId, BehalfOriginId) : null,
            isArchive || PrincipalSalt is null ? null : new ExportedPerson(PrincipalName!, PrincipalAddress, PrincipalAgent, PrincipalSalt));
    }
}
