namespace PenguinMails.DevVault.Fields;

/// <summary>What a parameter of a path is converted to, and how forgivingly.</summary>
internal enum FieldType
{
    Text,
    LowerCaseText,
    Integer,
    Boolean,

    /// <summary>A JSON object, kept as it is.</summary>
    Map,

    /// <summary>Name and value pairs: an object of strings, or a list of "name=value".</summary>
    Pairs,

    /// <summary>Seconds, or text such as "10m"; not negative.</summary>
    Duration,

    /// <summary>The same, and may be negative.</summary>
    SignedDuration,

    /// <summary>A list, or text with commas.</summary>
    CommaTexts,

    /// <summary>A list of whole numbers, or text with commas.</summary>
    CommaIntegers,

    /// <summary>A list, or a lone value as a list of one.</summary>
    Texts,

    /// <summary>Any list.</summary>
    Items,
}
