using System.Diagnostics;
using Npgsql;
using PenguinMails.Audit.Exports;
using PenguinMails.Postgres;

namespace PenguinMails.Benchmarks;

/// <summary>An export of the whole ledger, with the memory that it takes, beside Postgres' own COPY of the same records to the same client.</summary>
internal static class LedgerExportBenchmark
{
    /// <param name="source">A ledger all of which is covered by checkpoints.</param>
    /// <param name="count">Its records.</param>
    public static async Task RunAsync(NpgsqlDataSource source, long count)
    {
        var content = new ExportContent(new ExportRecords(new Database(source, new OutboxSignal())));
        foreach (var format in new[] { "json", "csv" })
        {
            await using var sink = new CountingStream();
            var memory = new List<long>();
            var started = Stopwatch.GetTimestamp();
            var export = new Export { Chain = "platform", Format = format, UntilSequence = count };
            await foreach (var written in content.WriteAsync(sink, export, format == "csv", CancellationToken.None))
            {
                if (memory.Count * (count / 100) < written)
                {
                    memory.Add(GC.GetTotalMemory(forceFullCollection: true));
                }
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            Report.Line($"export as {format,-4}  {count / elapsed.TotalSeconds,9:F0} records per s   {sink.Bytes / 1e9,6:F2} GB   live memory at 1 %: {Megabytes(memory[0])}, most: {Megabytes(memory.Max())}, at the end: {Megabytes(memory[^1])}");
        }

        var raw = Stopwatch.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync();
        var bytes = 0L;
        await using (var copy = await connection.BeginRawBinaryCopyAsync("copy (select * from audit_record) to stdout (format binary)"))
        {
            var buffer = new byte[64 * 1024];
            while (await copy.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
            {
                bytes += read;
            }
        }

        Report.Line($"COPY to stdout {count / Stopwatch.GetElapsedTime(raw).TotalSeconds,9:F0} records per s   {bytes / 1e9,6:F2} GB");
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:F1} MB";

    /// <summary>Keeps nothing.</summary>
    private sealed class CountingStream : Stream
    {
        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position
        {
            get => Bytes;
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Bytes += count;
    }
}
