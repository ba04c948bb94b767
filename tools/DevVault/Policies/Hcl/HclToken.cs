namespace PenguinMails.DevVault.Policies.Hcl;

internal enum HclTokenKind
{
    End,
    Identifier,
    Text,
    Number,
    Symbol,
}

/// <summary>A word of a policy text, with where it stands for error messages.</summary>
internal readonly record struct HclToken(HclTokenKind Kind, string Value, int Line, int Column)
{
    public bool Is(char symbol) => Kind == HclTokenKind.Symbol && Value[0] == symbol;

    /// <summary>The kind in the words of HCL's own parser.</summary>
    public string KindName => Kind switch
    {
        HclTokenKind.End => "EOF",
        HclTokenKind.Identifier => "IDENT",
        HclTokenKind.Text => "STRING",
        HclTokenKind.Number => "NUMBER",
        _ => Value[0] switch
        {
            '{' => "LBRACE",
            '}' => "RBRACE",
            '[' => "LBRACK",
            ']' => "RBRACK",
            ',' => "COMMA",
            '=' => "ASSIGN",
            _ => "ILLEGAL",
        },
    };
}
