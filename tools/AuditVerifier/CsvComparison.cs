using System.Globalization;
using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Compares a CSV cell by cell with what the proven records make.</summary>
internal sealed class CsvComparison : IDisposable
{
    private const int Kept = 100;
    private const int SequenceColumn = 0;

    private readonly CsvRows _csv;
    private readonly List<string> _differences = [];
    private readonly bool _isOfFirstColumns;
    private IReadOnlyList<string>? _row;
    private bool _isBroken;

    public CsvComparison(FileInfo file)
    {
        _csv = new CsvRows(file);
        Next();
        _isOfFirstColumns = _row?.Count == ExportCsv.FirstColumns;
        Compare(ExportCsv.Columns, "the header");
        Next();
    }

    public IReadOnlyList<string> Differences => _differences;

    public long Count { get; private set; }

    public bool IsSame => Count == 0;

    /// <summary>The row of the next record. Rows of other records are named and passed over, so one row too many is one difference.</summary>
    public void Compare(ExportedRecord record)
    {
        if (_isBroken)
        {
            return; // one difference says it; where the next row begins is not known
        }

        while (Sequence is { } sequence && sequence < record.Record.Sequence)
        {
            PassOver();
        }

        var isThere = _row is not null && !(Sequence > record.Record.Sequence);
        if (!isThere)
        {
            Report($"record {record.Record.Sequence} has no row");
            return;
        }

        Compare(ExportCsv.Row(record), $"record {record.Record.Sequence}");
        Next();
    }

    public void Complete()
    {
        while (_row is not null)
        {
            PassOver();
        }
    }

    public void Dispose() => _csv.Dispose();

    private long? Sequence => _row is [var cell, ..] && long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    private void Compare(IReadOnlyList<string> expected, string what)
    {
        // An older file has fewer columns, as long as the records have nothing for the others.
        if (_isOfFirstColumns && (expected == ExportCsv.Columns || expected.Skip(ExportCsv.FirstColumns).All(cell => cell.Length == 0)))
        {
            expected = [.. expected.Take(ExportCsv.FirstColumns)];
        }

        if (_row?.Count != expected.Count)
        {
            Report($"row {_csv.Number} ({what}) has {_row?.Count ?? 0} columns instead of {expected.Count}");
            return;
        }

        for (var column = 0; column < expected.Count; column++)
        {
            if (_row[column] != expected[column])
            {
                Report($"row {_csv.Number} ({what}), column {ExportCsv.Columns[column]}: '{_row[column]}' instead of '{expected[column]}'");
            }
        }
    }

    private void PassOver()
    {
        Report($"row {_csv.Number} (sequence '{_row![SequenceColumn]}') is the row of no record at this place");
        Next();
    }

    private void Next()
    {
        try
        {
            _row = _csv.Read();
        }
        catch (InvalidDataException failure)
        {
            Report(failure.Message);
            (_row, _isBroken) = (null, true);
        }
    }

    private void Report(string difference)
    {
        Count++;
        if (_differences.Count < Kept)
        {
            _differences.Add(difference);
        }
    }
}
