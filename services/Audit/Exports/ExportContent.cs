using System.Runtime.CompilerServices;

namespace PenguinMails.Audit.Exports;

/// <summary>Writes an export while it reads the ledger: as much memory for ten million records as for ten.</summary>
internal sealed class ExportContent(ExportRecords records)
{
    private const int ProgressAt = 1000;

    /// <summary>Writes all of it and yields, periodically, how many records have been written.</summary>
    public async IAsyncEnumerable<long> WriteAsync(
        Stream stream, Export export, bool isCsv, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = Filter(export);
        await using var sink = isCsv ? (IExportSink)new CsvSink(stream) : new JsonSink(stream);
        var until = export.UntilSequence!.Value;
        var (range, before) = IsComplete(filter)
            ? await records.CompleteRangeAsync(export.Chain, until, cancellationToken)
            : (await records.SelectedRangeAsync(export.Chain, until, cancellationToken), null);
        await sink.BeginAsync(
            // It reaches to when it was approved: a checkpoint that was signed between then and the download is not missing in it.
            new ExportHeader(export.Chain, range.IsComplete, export.DecidedAt!.Value, export.Filter.Set(), before?.Statement.Number ?? 0), cancellationToken);
        if (before is not null)
        {
            await sink.WriteAsync(before, cancellationToken);
        }

        var count = 0L;
        await foreach (var line in records.ReadAsync(filter, range, cancellationToken))
        {
            switch (line)
            {
                case ExportLine.Record { Exported: var record }:
                    await sink.WriteAsync(record, cancellationToken);
                    if (++count % ProgressAt == 0)
                    {
                        yield return count;
                    }

                    break;
                case ExportLine.Checkpoint { Statement: var checkpoint }:
                    await sink.WriteAsync(checkpoint, cancellationToken);
                    break;
            }
        }

        await sink.CompleteAsync(cancellationToken);
        yield return count;
    }

    private static AuditLogFilter Filter(Export export)
    {
        var filter = export.Filter;
        return new AuditLogFilter(
            export.Chain, filter.TenantId, filter.SecretType, filter.Action, filter.User, filter.From, filter.To, filter.Outcome, filter.Search,
            OnBehalfOf: filter.OnBehalfOf, Campaign: filter.Campaign);
    }

    private static bool IsComplete(AuditLogFilter filter) => filter == new AuditLogFilter(filter.Chain);

    private interface IExportSink : IAsyncDisposable
    {
        Task BeginAsync(ExportHeader header, CancellationToken cancellationToken);

        Task WriteAsync(ExportedRecord record, CancellationToken cancellationToken);

        Task WriteAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken);

        Task CompleteAsync(CancellationToken cancellationToken);
    }

    private sealed class JsonSink(Stream stream) : IExportSink
    {
        private readonly ExportWriter _writer = new(stream);

        public Task BeginAsync(ExportHeader header, CancellationToken cancellationToken) => _writer.WriteAsync(header, cancellationToken);

        public Task WriteAsync(ExportedRecord record, CancellationToken cancellationToken) => _writer.WriteAsync(record, cancellationToken);

        public Task WriteAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken) => _writer.WriteAsync(checkpoint, cancellationToken);

        public Task CompleteAsync(CancellationToken cancellationToken) => _writer.CompleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => _writer.DisposeAsync();
    }

    private sealed class CsvSink(Stream stream) : IExportSink
    {
        private readonly StreamWriter _writer = new(stream, new UTF8Encoding(false), bufferSize: 64 * 1024, leaveOpen: true) { NewLine = "\r\n" };

        public Task BeginAsync(ExportHeader header, CancellationToken cancellationToken) =>
            _writer.WriteLineAsync(ExportCsv.Header.AsMemory(), cancellationToken);

        public Task WriteAsync(ExportedRecord record, CancellationToken cancellationToken) =>
            _writer.WriteLineAsync(ExportCsv.Line(record).AsMemory(), cancellationToken);

        public Task WriteAsync(SignedCheckpoint checkpoint, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CompleteAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

        public ValueTask DisposeAsync() => _writer.DisposeAsync();
    }
}
