using System.Text;

namespace PenguinMails.AuditVerifier;

/// <summary>Reads CSV as RFC 4180 has it: rows end with CR LF, a cell with quotes, commas or line ends is quoted.</summary>
internal sealed class CsvRows(FileInfo file) : IDisposable
{
    private readonly StreamReader _text = new(
        file.FullName, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);

    // One character ahead; -1 at the end.
    private int? _ahead;

    /// <summary>The number of the row that was read last, from 1: as a spreadsheet shows it.</summary>
    public long Number { get; private set; }

    /// <returns>The cells of the next row; null at the end.</returns>
    /// <exception cref="InvalidDataException">It is not CSV.</exception>
    public IReadOnlyList<string>? Read()
    {
        try
        {
            return Peek() < 0 ? null : ReadRow();
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException("The CSV is not UTF-8.", failure);
        }
    }

    public void Dispose() => _text.Dispose();

    private List<string> ReadRow()
    {
        Number++;
        var cells = new List<string>();
        while (true)
        {
            cells.Add(Peek() == '"' ? Quoted() : Plain());
            switch (Take())
            {
                case ',':
                    continue;
                case '\r' when Take() == '\n':
                    return cells;
                default:
                    throw new InvalidDataException($"Row {Number} does not end with CR LF, or text follows a quoted cell.");
            }
        }
    }

    private string Plain()
    {
        var cell = new StringBuilder();
        while (Peek() is >= 0 and not (',' or '\r' or '\n'))
        {
            cell.Append((char)Take());
        }

        return cell.ToString();
    }

    private string Quoted()
    {
        var cell = new StringBuilder();
        Take();
        while (Take() is var character && (character != '"' || Peek() == '"'))
        {
            if (character < 0)
            {
                throw new InvalidDataException($"Row {Number} ends within a quoted cell.");
            }

            cell.Append((char)(character == '"' ? Take() : character));
        }

        return cell.ToString();
    }

    private int Peek() => _ahead ??= _text.Read();

    private int Take()
    {
        var character = Peek();
        _ahead = null;
        return character;
    }
}
