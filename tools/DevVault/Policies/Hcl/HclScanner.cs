using System.Text;

namespace PenguinMails.DevVault.Policies.Hcl;

/// <summary>Splits the HCL (version 1) that policies are written in into words. Comments are left out.</summary>
internal sealed class HclScanner(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private int Column => _at - _lineStart + 1;

    public HclToken Next()
    {
        SkipSpaceAndComments();
        if (_at >= text.Length)
        {
            return new(HclTokenKind.End, string.Empty, _line, Column);
        }

        var (line, column, start) = (_line, Column, _at);
        return text[_at] switch
        {
            '"' => new(HclTokenKind.Text, QuotedText(line, column), line, column),
            '<' => new(HclTokenKind.Text, HereDocument(line, column), line, column),
            '-' or (>= '0' and <= '9') => new(HclTokenKind.Number, Take(start, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '+'), line, column),
            var c when char.IsLetter(c) || c == '_' => new(HclTokenKind.Identifier, Take(start, c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.'), line, column),
            var c => new(HclTokenKind.Symbol, Single(c), line, column),
        };
    }

    private string Single(char symbol)
    {
        _at++;
        return symbol.ToString();
    }

    private string Take(int start, Predicate<char> belongs)
    {
        while (_at < text.Length && belongs(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string QuotedText(int line, int column)
    {
        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '\n'; _at++)
        {
            switch (text[_at])
            {
                case '"':
                    _at++;
                    return value.ToString();
                case '\\' when _at + 1 < text.Length:
                    _at++;
                    value.Append(text[_at] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '"' or '\\' => text[_at],
                        _ => throw Problem("illegal char escape"),
                    });
                    break;
                default:
                    value.Append(text[_at]);
                    break;
            }
        }

        throw new HclException(new(HclTokenKind.Text, string.Empty, line, column), "literal not terminated");
    }

    private string HereDocument(int line, int column)
    {
        var end = text.IndexOf('\n', _at);
        var marker = end < 0 ? string.Empty : text[_at..end].Trim();
        if (!marker.StartsWith("<<", StringComparison.Ordinal) || marker.TrimStart('<', '-').Length == 0)
        {
            throw Problem("illegal character");
        }

        var (close, start) = (marker.TrimStart('<', '-'), end + 1);
        for (var lineStart = start; lineStart < text.Length;)
        {
            var next = text.IndexOf('\n', lineStart) is >= 0 and var found ? found : text.Length;
            _line++;
            _lineStart = lineStart;
            if (text[lineStart..next].Trim() == close)
            {
                _at = next;
                return text[start..lineStart];
            }

            lineStart = next + 1;
        }

        throw new HclException(new(HclTokenKind.Text, string.Empty, line, column), "heredoc not terminated");
    }

    private void SkipSpaceAndComments()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '\n')
            {
                _at++;
                (_line, _lineStart) = (_line + 1, _at);
            }
            else if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else if (text[_at] == '#' || Ahead("//"))
            {
                _at = text.IndexOf('\n', _at) is >= 0 and var end ? end : text.Length;
            }
            else if (Ahead("/*"))
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Problem("comment not terminated");
        }

        for (; _at < end + 2; _at++)
        {
            if (text[_at] == '\n')
            {
                (_line, _lineStart) = (_line + 1, _at + 1);
            }
        }
    }

    private bool Ahead(string mark) => string.CompareOrdinal(text, _at, mark, 0, mark.Length) == 0;

    private HclException Problem(string problem) => new(new(HclTokenKind.Symbol, "?", _line, Column), problem);
}
