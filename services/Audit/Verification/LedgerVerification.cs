using Npgsql;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.RecordChecks;
using PenguinMails.Audit.Retention;

namespace PenguinMails.Audit.Verification;

/// <summary>What the check of the ledger came to.</summary>
/// <param name="Chains">How many chains were checked.</param>
/// <param name="Records">How many records were hashed again.</param>
/// <param name="Checkpoints">How many signatures were checked.</param>
/// <param name="Valid">Nothing was found.</param>
/// <param name="FirstProblem">The first that was found.</param>
/// <param name="Problems">The first 100.</param>
/// <param name="ProblemCount">How many were found.</param>
/// <param name="Missing">The first 100 ranges of audit records that services sent and that never arrived; the ledger is valid without them.</param>
/// <param name="MissingCount">How many records never arrived.</param>
public sealed record LedgerVerificationResult(
    int Chains, long Records, long Checkpoints, bool Valid, LedgerProblem? FirstProblem, IReadOnlyList<LedgerProblem> Problems, long ProblemCount,
    IReadOnlyList<NumberRange> Missing, long MissingCount);

/// <summary>
/// Hashes every record again and checks links, continuity, signatures, the checkpoints kept outside, the columns for queries and
/// the separately stored personal data. Reads one snapshot in constant memory.
/// </summary>
internal sealed class LedgerVerification(Database database, CheckpointFolder folder, ArchiveFiles archives, ITransit transit)
{
    private const int MissingShown = 100;

    /// <exception cref="VaultUnavailableException">The public keys are in Vault.</exception>
    public async Task<LedgerVerificationResult> VerifyAsync(CancellationToken cancellationToken)
    {
        using var keys = await ReadKeysAsync(cancellationToken);
        return await VerifyAsync(keys, cancellationToken);
    }

    /// <summary>The public keys. Vault is asked before a transaction begins.</summary>
    /// <exception cref="VaultUnavailableException">They cannot be read now.</exception>
    public async Task<CheckpointKeys> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var key = await transit.ReadKeyAsync(TransitKey.AuditCheckpoints, cancellationToken);
        return new CheckpointKeys(key?.PublicKeys ?? new Dictionary<int, string>());
    }

    /// <inheritdoc cref="VerifyAsync(CancellationToken)"/>
    /// <param name="keys">What <see cref="ReadKeysAsync"/> returned.</param>
    public async Task<LedgerVerificationResult> VerifyAsync(CheckpointKeys keys, CancellationToken cancellationToken)
    {
        var (findings, said, records, checkpoints) = (new Findings(), new Said(new ErasureCover(), new MissingRecords(), new RecordedArchives()), 0L, 0L);
        var persons = new PersonTenants();
        foreach (var chain in LedgerChains.All)
        {
            var verifier = new ChainVerifier(chain, keys, findings);
            var anchored = await database.ReadAsync(connection => connection.AnchoredAsync(chain), cancellationToken);
            using var kept = new KeptCheckpointReader(chain, Files(chain, findings), anchored, keys, findings);
            await database.InTransactionAsync(
                async transaction =>
                {
                    await transaction.ExecuteAsync("set transaction isolation level repeatable read, read only");
                    await transaction.AllowPausesAsync();
                    await VerifyAsync(transaction, chain, kept, verifier, said, persons, findings);
                    if (chain == ErasureCover.Chain)
                    {
                        // In the snapshot whose erasures are known now.
                        await new ErasedData(transaction, said.Erasures, findings).VerifyAsync();
                        await VerifyArchivesAsync(transaction, said.Archives, findings);
                        await new LedgerStructure(transaction, findings).VerifyAsync();
                        await new WatchTables(transaction, findings).VerifyAsync();
                        await persons.VerifyAsync(transaction, findings);
                    }
                },
                cancellationToken);
            records += verifier.Records;
            checkpoints += verifier.Checkpoints;
        }

        return new LedgerVerificationResult(
            LedgerChains.All.Count, records, checkpoints, findings.Count == 0, findings.First.Count > 0 ? findings.First[0] : null, findings.First, findings.Count,
            [.. said.Missing.Ranges.Take(MissingShown)], said.Missing.Ranges.Sum(range => range.Count));
    }

    private IReadOnlyList<KeptFile> Files(string chain, Findings findings)
    {
        try
        {
            return [.. folder.Files(chain)];
        }
        catch (LedgerBrokenException broken)
        {
            findings.Add(new LedgerProblem(LedgerProblems.Unreadable, chain, null, null, broken.Message));
            return [];
        }
    }

    private async Task VerifyAsync(
        DatabaseTransaction transaction, string chain, KeptCheckpointReader kept, ChainVerifier verifier, Said said, PersonTenants persons, Findings findings)
    {
        // The checkpoints are few and are read between the records; what has left the database is read from its files in its place.
        var checkpoints = new CheckpointReader(transaction, chain, kept);
        var faults = new RecordFaults(persons);
        var archived = new ArchiveReader(transaction, archives, await transaction.DetachedAsync(chain), faults, SeeAsync, findings);
        await transaction.ExecuteAsync(
            $"""
            declare record no scroll cursor for select {StoredRecord.Columns} from {StoredRecord.From}
            where r.chain = '{chain}' order by r.recorded_at, r.sequence
            """);
        while (await ReadAsync(transaction, chain) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                await archived.ReadBeforeAsync(record.Record);
                await SeeAsync(record.Record);
                if (record.FindFault(faults) is { } fault)
                {
                    findings.Add(new LedgerProblem(fault.Kind, chain, record.Record.Sequence, null, fault.Detail));
                }
            }
        }

        await archived.CompleteAsync();
        await checkpoints.ExpectCheckpointsAsync(verifier, before: long.MaxValue);
        await kept.CompleteAsync(verifier.LastCheckpoint, transaction.CancellationToken);
        await VerifyHeadAsync(transaction, chain, verifier, findings);

        async Task SeeAsync(LedgerRecord record)
        {
            await checkpoints.ExpectCheckpointsAsync(verifier, record.Sequence);
            verifier.Add(record);
            said.Add(record);
        }
    }

    // Those of both chains are named by records of this one.
    private static async Task VerifyArchivesAsync(DatabaseTransaction transaction, RecordedArchives recorded, Findings findings)
    {
        foreach (var archive in await transaction.ArchivesAsync())
        {
            if (recorded.FindFault(archive) is { } fault)
            {
                findings.Add(new LedgerProblem(LedgerProblems.ArchiveForged, archive.Chain, archive.FirstSequence, null, fault));
            }
        }
    }

    private static async Task<List<StoredRecord>> ReadAsync(DatabaseTransaction transaction, string chain)
    {
        var records = new List<StoredRecord>(2000);
        await using var command = new NpgsqlCommand("fetch 2000 from record", transaction.Connection);
        await using var reader = await command.ExecuteReaderAsync(transaction.CancellationToken);
        while (await reader.ReadAsync(transaction.CancellationToken))
        {
            records.Add(new StoredRecord(reader, chain));
        }

        return records;
    }

    private static async Task VerifyHeadAsync(DatabaseTransaction transaction, string chain, ChainVerifier verifier, Findings findings)
    {
        var head = await transaction.QuerySingleOrDefaultAsync<Head>(
            "select last_sequence, head_hash as Hash from audit_chain where chain = @chain", new { chain });
        if (head is null
            || head.LastSequence != (verifier.Last?.Sequence ?? 0)
            || !head.Hash.AsSpan().SequenceEqual(verifier.Last?.Hash ?? LedgerRecord.NoHash))
        {
            findings.Add(new LedgerProblem(
                LedgerProblems.HeadMismatch, chain, head?.LastSequence, null, $"The chain's head is not its last record, which is {verifier.Last?.Sequence ?? 0}."));
        }
    }

    /// <summary>What the records of the ledger say of the ledger itself.</summary>
    private sealed record Said(ErasureCover Erasures, MissingRecords Missing, RecordedArchives Archives)
    {
        public void Add(LedgerRecord record)
        {
            Erasures.Add(record);
            Missing.Add(record);
            Archives.Add(record);
        }
    }

    private sealed record Head(long LastSequence, byte[] Hash);
}
