using System.Text;
using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Compares a CSV line by line with what the proven records make.</summary>
internal sealed class CsvComparison : IDisposable
{
    private const string LineEnd = "\r\n";
    private const int Kept = 100;

    private readonly StreamReader _csv;
    private readonly List<string> _differences = [];

    public CsvComparison(FileInfo file)
    {
        _csv = new StreamReader(file.FullName, Encoding.UTF8);
        Expect(ExportCsv.Header, "the first line");
    }

    public IReadOnlyList<string> Differences => _differences;

    public long Count { get; private set; }

    public bool IsSame => Count == 0;

    public void Compare(ExportedRecord record) => Expect(ExportCsv.Line(record), $"record {record.Record.Sequence}");

    public void Complete()
    {
        if (_csv.Peek() >= 0)
        {
            Report("lines follow that no record makes");
        }
    }

    public void Dispose() => _csv.Dispose();

    // A cell may hold line ends, so the text is compared and not the file's lines.
    private void Expect(string line, string what)
    {
        var expected = line + LineEnd;
        var buffer = new char[expected.Length];
        var length = _csv.ReadBlock(buffer);
        if (!buffer.AsSpan(0, length).SequenceEqual(expected))
        {
            Report($"{what} is another");
            SkipToLineEnd(buffer.AsSpan(0, length));
        }
    }

    // After a difference the comparison goes on with the next line, as well as it can.
    private void SkipToLineEnd(ReadOnlySpan<char> read)
    {
        if (!read.EndsWith(LineEnd))
        {
            _csv.ReadLine();
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
