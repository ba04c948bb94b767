using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Policies.Hcl;

/// <summary>Reads a policy text, HCL or JSON, into items.</summary>
internal sealed class HclParser
{
    private readonly HclScanner _scanner;
    private HclToken _token;

    private HclParser(string text)
    {
        _scanner = new(text);
        _token = _scanner.Next();
    }

    /// <exception cref="HclException">Not HCL.</exception>
    /// <exception cref="JsonParseException">Starts like JSON and is not.</exception>
    public static List<HclItem> Parse(string text) => text.AsSpan().TrimStart() is ['{', ..]
        ? JsonItems.From(JsonReader.Read(System.Text.Encoding.UTF8.GetBytes(text)))
        : new HclParser(text).Items(inBraces: false);

    private List<HclItem> Items(bool inBraces)
    {
        var items = new List<HclItem>();
        while (_token.Kind != HclTokenKind.End && !(inBraces && _token.Is('}')))
        {
            items.Add(Item());
            if (_token.Is(','))
            {
                Advance();
            }
        }

        return items;
    }

    private HclItem Item()
    {
        var first = _token;
        if (first.Kind is not (HclTokenKind.Identifier or HclTokenKind.Text))
        {
            throw new HclException(first, $"expected: IDENT | STRING got: {first.KindName}");
        }

        Advance();
        var labels = new List<string>();
        while (_token.Kind is HclTokenKind.Identifier or HclTokenKind.Text)
        {
            labels.Add(_token.Value);
            Advance();
        }

        if (_token.Is('='))
        {
            Advance();
            return new(first.Value, labels, Value(), first.Line);
        }

        return _token.Is('{')
            ? new(first.Value, labels, Braces(), first.Line)
            : throw new HclException(_token, $"key '{first.Value}' expected start of object ('{{') or assignment ('=')");
    }

    private object? Value()
    {
        var token = _token;
        switch (token.Kind)
        {
            case HclTokenKind.Text:
                Advance();
                return token.Value;
            case HclTokenKind.Number:
                Advance();
                return new JsonNumber(token.Value);
            case HclTokenKind.Identifier when token.Value is "true" or "false":
                Advance();
                return token.Value == "true";
            case HclTokenKind.Symbol when token.Is('['):
                return Items();
            case HclTokenKind.Symbol when token.Is('{'):
                return Braces();
            default:
                throw new HclException(token, $"Unknown token: {token.Line}:{token.Column} {token.KindName} {token.Value}".TrimEnd());
        }
    }

    private List<object?> Items()
    {
        Advance();
        var items = new List<object?>();
        while (!_token.Is(']'))
        {
            items.Add(Value());
            if (_token.Is(','))
            {
                Advance();
            }
            else if (!_token.Is(']'))
            {
                throw new HclException(_token, $"error parsing list, expected comma or list end, got: {_token.KindName}");
            }
        }

        Advance();
        return items;
    }

    private List<HclItem> Braces()
    {
        Advance();
        var items = Items(inBraces: true);
        if (!_token.Is('}'))
        {
            throw new HclException(_token, $"object expected closing RBRACE got: {_token.KindName}");
        }

        Advance();
        return items;
    }

    private void Advance() => _token = _scanner.Next();
}
