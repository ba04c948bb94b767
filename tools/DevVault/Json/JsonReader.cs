using System.Text;

namespace PenguinMails.DevVault.Json;

/// <summary>
/// Reads one JSON value the way Vault's decoder does: what follows the first value is ignored, the last of two equal names
/// wins, broken UTF-8 and lone surrogates become U+FFFD, numbers keep their text. System.Text.Json refuses most of these.
/// Values are null, bool, string, <see cref="JsonNumber"/>, List&lt;object?&gt; and Dictionary&lt;string, object?&gt;.
/// </summary>
internal ref struct JsonReader
{
    private const int MaximumDepth = 10_000;

    // What Vault takes of a request, whatever its endpoint.
    private const int RequestDepth = 500;
    private const int RequestEntries = 10_000;
    private const int RequestTextBytes = 1 << 20;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private bool _isInText;
    private readonly bool _isRequest;

    private JsonReader(ReadOnlySpan<char> text, bool isRequest)
    {
        _text = text;
        _isRequest = isRequest;
    }

    public static object? Read(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var reader = new JsonReader(text, isRequest: false);
        reader.SkipSpace();
        return reader._at == text.Length ? throw JsonParseException.Empty() : reader.Value();
    }

    /// <summary>
    /// Reads the body of a request, within limits: nothing follows the value, names occur once, and depth, numbers of entries and lengths of
    /// texts are bounded.
    /// </summary>
    /// <exception cref="JsonParseException">With the words that the client sees.</exception>
    public static object? ReadRequest(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var reader = new JsonReader(text, isRequest: true);
        reader.SkipSpace();
        if (reader._at == text.Length)
        {
            throw JsonParseException.Empty();
        }

        object? value;
        try
        {
            value = reader.Value();
        }
        catch (JsonParseException problem) when (problem.IsTruncated)
        {
            throw new JsonParseException(reader._isInText ? "malformed JSON, unclosed string" : "malformed JSON, unclosed containers");
        }

        reader.SkipSpace();
        return reader._at == text.Length ? value : throw JsonParseException.At(text[reader._at], "after top-level value");
    }

    private object? Value()
    {
        SkipSpace();
        return Peek() switch
        {
            '{' => Nested(static (ref JsonReader reader) => reader.Object()),
            '[' => Nested(static (ref JsonReader reader) => reader.Array()),
            '"' => String(),
            't' => Literal("true", true),
            'f' => Literal("false", false),
            'n' => Literal("null", null),
            '-' or (>= '0' and <= '9') => Number(),
            var other => throw JsonParseException.At(other, "looking for beginning of value"),
        };
    }

    private delegate object Container(ref JsonReader reader);

    private object Nested(Container container)
    {
        if (++_depth > (_isRequest ? RequestDepth : MaximumDepth))
        {
            throw new JsonParseException(_isRequest ? "JSON input exceeds allowed nesting depth" : "exceeded max depth");
        }

        _at++;
        var value = container(ref this);
        _depth--;
        return value;
    }

    private Dictionary<string, object?> Object()
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        SkipSpace();
        if (Take('}'))
        {
            return members;
        }

        while (true)
        {
            SkipSpace();
            if (Peek() != '"')
            {
                throw JsonParseException.At(Peek(), "looking for beginning of object key string");
            }

            var name = String();
            SkipSpace();
            if (!Take(':'))
            {
                throw JsonParseException.At(Peek(), "after object key");
            }

            if (_isRequest && members.ContainsKey(name))
            {
                throw new JsonParseException($"duplicate key '{name}' in object");
            }

            members[name] = Value();
            if (_isRequest && members.Count > RequestEntries)
            {
                throw new JsonParseException("JSON object exceeds allowed entry count");
            }

            SkipSpace();
            if (Take('}'))
            {
                return members;
            }

            if (!Take(','))
            {
                throw JsonParseException.At(Peek(), "after object key:value pair");
            }
        }
    }

    private List<object?> Array()
    {
        var items = new List<object?>();
        SkipSpace();
        if (Take(']'))
        {
            return items;
        }

        while (true)
        {
            items.Add(Value());
            if (_isRequest && items.Count > RequestEntries)
            {
                throw new JsonParseException("JSON array exceeds allowed element count");
            }

            SkipSpace();
            if (Take(']'))
            {
                return items;
            }

            if (!Take(','))
            {
                throw JsonParseException.At(Peek(), "after array element");
            }
        }
    }

    private JsonNumber Number()
    {
        var start = _at;
        _ = Take('-');
        if (!Take('0'))
        {
            Digits("in numeric literal");
        }

        if (Take('.'))
        {
            Digits("after decimal point in numeric literal");
        }

        if (Take('e') || Take('E'))
        {
            _ = Take('+') || Take('-');
            Digits("in exponent of numeric literal");
        }

        return new JsonNumber(_text[start.._at].ToString());
    }

    private void Digits(string where)
    {
        if (!char.IsAsciiDigit(Peek()))
        {
            throw JsonParseException.At(Peek(), where);
        }

        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private string String()
    {
        var start = ++_at;
        _isInText = true;
        while (true)
        {
            switch (Peek())
            {
                case '"':
                    _isInText = false;
                    var plain = _text[start.._at++];
                    if (_isRequest && Encoding.UTF8.GetByteCount(plain) > RequestTextBytes)
                    {
                        throw new JsonParseException("JSON string value exceeds allowed length");
                    }

                    return plain.Contains('\\') || ContainsSurrogate(plain) ? JsonText.Unescape(plain) : plain.ToString();
                case '\\':
                    _at++;
                    _ = Peek();
                    _at++;
                    break;
                case < ' ':
                    throw JsonParseException.At(Peek(), "in string literal");
                default:
                    _at++;
                    break;
            }

            if (_isRequest && _at - start > RequestTextBytes)
            {
                throw new JsonParseException("JSON string value exceeds allowed length");
            }
        }
    }

    private static bool ContainsSurrogate(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uDFFF');

    private object? Literal(string word, object? value)
    {
        for (var i = 0; i < word.Length; i++, _at++)
        {
            if (Peek() != word[i])
            {
                throw JsonParseException.At(Peek(), $"in literal {word} (expecting '{word[i]}')");
            }
        }

        return value;
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : throw JsonParseException.Truncated();

    private bool Take(char expected)
    {
        if (_at >= _text.Length || _text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\r' or '\n'))
        {
            _at++;
        }
    }
}
