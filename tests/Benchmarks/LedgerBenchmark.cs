using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Ledger;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.Benchmarks;

/// <summary>
/// Appending to the ledger beside a bare COPY of the same rows into the same table, and checking a chain beside SHA-256 over the same
/// bytes.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Records = 100_000;
    private const int Batch = 500;
    private static readonly Guid[] Tenants = [.. Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7())];

    public static async Task RunAsync()
    {
        PostgresExtensions.RegisterTypeHandlers();
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        var messages = Enumerable.Range(0, Records).Select(Message).ToList();
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var database = await MigratedAsync(source);

        var appended = await AppendAsync(database, messages);
        var stored = await StoredAsync(source);
        await using var rawSource = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var raw = await CopyAsync(await MigratedAsync(rawSource), stored, messages);
        Report.Line(
            $"append {Records} records   {Records / appended.TotalSeconds,9:F0} per s   bare COPY {Records / raw.TotalSeconds,9:F0} per s   ratio {raw / appended,5:P0}   (aim: 40 %)");
        Verify(stored);
    }

    private static async Task<Database> MigratedAsync(NpgsqlDataSource source)
    {
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(CheckpointOptions).Assembly], CancellationToken.None);
        return new Database(source, new OutboxSignal());
    }

    private static async Task<TimeSpan> AppendAsync(Database database, List<AuditRecorded> messages)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in messages.Chunk(Batch))
        {
            var records = batch.Select(PendingRecord.Of).ToList();
            await database.InTransactionAsync(
                transaction => transaction.AppendAsync(LedgerChains.Platform, records, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The same rows, ready made, in as many transactions.</summary>
    private static async Task<TimeSpan> CopyAsync(Database database, List<LedgerRecord> stored, List<AuditRecorded> messages)
    {
        await database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("select ensure_ledger_month(now())"), CancellationToken.None);
        var origins = new Origins(new Origin(1, 1, new byte[32]), OnBehalfOf: null);
        var rows = stored.Zip(messages, (record, message) => (Record: record, Columns: RecordColumns.Of(message, origins, 1))).ToList();
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in rows.Chunk(Batch))
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    await using var import = await transaction.Connection.BeginBinaryImportAsync(RecordColumns.Copy, CancellationToken.None);
                    foreach (var row in batch)
                    {
                        await row.Columns.WriteAsync(import, row.Record, CancellationToken.None);
                    }

                    await import.CompleteAsync();
                },
                CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static void Verify(List<LedgerRecord> stored)
    {
        var bytes = stored.ConvertAll(record => (byte[])[.. record.PreviousHash, .. record.Body, .. new byte[88]]);
        using var keys = new CheckpointKeys(new Dictionary<int, string>());
        var hashing = Best(() =>
        {
            foreach (var record in bytes)
            {
                _ = SHA256.HashData(record);
            }
        });
        var verifying = Best(() =>
        {
            var findings = new Findings();
            var verifier = new ChainVerifier("platform", keys, findings);
            foreach (var record in stored)
            {
                verifier.Add(record);
            }

            if (findings.Count > 0)
            {
                throw new InvalidOperationException(findings.First[0].Detail);
            }
        });
        Report.Line(
            $"verify {stored.Count} records   {stored.Count / verifying.TotalSeconds,9:F0} per s   SHA-256 alone {stored.Count / hashing.TotalSeconds,9:F0} per s   ratio {hashing / verifying,5:P0}   (aim: 50 %)");
    }

    private static TimeSpan Best(Action work) => Enumerable.Range(0, 7).Select(_ =>
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started);
    }).Min();

    private static async Task<List<LedgerRecord>> StoredAsync(NpgsqlDataSource source)
    {
        var records = new List<LedgerRecord>(Records);
        await using var command = source.CreateCommand("select sequence, recorded_at, previous_hash, hash, body from audit_record where chain = 'platform' order by sequence");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            records.Add(new LedgerRecord(
                "platform", reader.GetInt64(0), new DateTimeOffset(reader.GetDateTime(1)), (byte[])reader[2], (byte[])reader[3], (byte[])reader[4]));
        }

        return records;
    }

    // One in ten gives a reason, as people do; services give none.
    private static AuditRecorded Message(int number)
    {
        var tenant = Tenants[number % Tenants.Length];
        return new AuditRecorded(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            "key-issuance",
            number % 3 == 0 ? "ssh_key.rotate" : "ssh_key.view",
            AuditOutcomes.Success,
            new AuditActor(tenant, $"owner{number % 1000}@tenant.example", "tenant_owner", tenant, $"10.0.{number % 7}.{number % 200}", "Mozilla/5.0"),
            tenant,
            new SecretReference(tenant, SecretTypes.Ssh, "tenant"),
            Guid.CreateVersion7(),
            null,
            number % 10 == 0 ? $"ticket {number}" : null,
            null,
            "4bf92f3577b34da6a3ce929d0e0e4736",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU" });
    }
}
