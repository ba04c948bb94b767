namespace PenguinMails.DevVault.Json;

/// <summary>The text is not JSON. <see cref="Exception.Message"/> says it in the words of Go's decoder, which clients may see.</summary>
internal sealed class JsonParseException(string message) : Exception(message)
{
    /// <summary>No text at all, as opposed to broken text: several endpoints treat a missing body as "no parameters".</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>The text ends before the value does.</summary>
    public bool IsTruncated { get; private init; }

    public static JsonParseException Empty() => new("EOF") { IsEmpty = true };

    public static JsonParseException Truncated() => new("unexpected EOF") { IsTruncated = true };

    public static JsonParseException At(char found, string where) => new($"invalid character {Quote(found)} {where}");

    private static string Quote(char found) => found switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        < ' ' => $@"'\x{(int)found:x2}'",
        _ => $"'{found}'",
    };
}
