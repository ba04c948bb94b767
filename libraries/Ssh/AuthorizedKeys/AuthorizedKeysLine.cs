namespace PenguinMails.Ssh;

/// <summary>One line of an authorized_keys file that is neither empty nor a comment.</summary>
/// <param name="KeyId">For a line of ours (comment <c>penguinmails:{keyId}</c>) the key id, otherwise null.</param>
/// <param name="PublicKey">The key; null where none can be read.</param>
/// <param name="ExpiresAt">The <c>expiry-time</c> option where it is in UTC, as ours are.</param>
/// <param name="Options">All options as written; null for none.</param>
/// <param name="Comment">The comment; null for none. Written by whoever owns the account: show it with care.</param>
public sealed record AuthorizedKeysLine(Guid? KeyId, PublicKey? PublicKey, DateTimeOffset? ExpiresAt, string? Options, string? Comment)
{
    /// <summary>The longest file that is read or written, in bytes: 1 MiB.</summary>
    public const int MaxFileLength = 1024 * 1024;

    /// <summary>What the comments of our lines begin with.</summary>
    public const string CommentPrefix = "penguinmails:";

    private const string ExpiryOption = "expiry-time=\"";

    internal static IReadOnlyList<AuthorizedKeysLine> ParseFile(ReadOnlySpan<byte> content) =>
    [
        .. Encoding.UTF8.GetString(content).Split('\n')
            .Select(line => line.Trim(' ', '\t', '\r'))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse),
    ];

    // As sshd does it: first as a line without options, then with.
    private static AuthorizedKeysLine Parse(string line)
    {
        var options = (string?)null;
        if (!PublicKey.TryParse(line, out var key))
        {
            var end = EndOfOptions(line);
            options = line[..end];
            line = line[end..].TrimStart(' ', '\t');
            key = PublicKey.TryParse(line, out var behindOptions) ? behindOptions : null;
        }

        var fields = line.Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        var comment = key is not null && fields.Length == 3 ? fields[2] : null;
        return new AuthorizedKeysLine(KeyIdIn(comment), key, ExpiryIn(options), options, comment);
    }

    private static int EndOfOptions(string line)
    {
        var quoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] == '\\' && index + 1 < line.Length && line[index + 1] == '"')
            {
                index++;
            }
            else if (line[index] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && line[index] is ' ' or '\t')
            {
                return index;
            }
        }

        return line.Length;
    }

    private static Guid? KeyIdIn(string? comment) =>
        comment?.StartsWith(CommentPrefix, StringComparison.Ordinal) == true
        && Guid.TryParseExact(comment[CommentPrefix.Length..], "D", out var id) ? id : null;

    private static DateTimeOffset? ExpiryIn(string? options)
    {
        var start = options?.IndexOf(ExpiryOption, StringComparison.Ordinal) ?? -1;
        var text = start < 0 ? "" : options![(start + ExpiryOption.Length)..].Split('"')[0];
        return DateTimeOffset.TryParseExact(text, "yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry)
            ? expiry
            : null;
    }
}

/// <summary>The outcome of reading an authorized_keys file.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome() { }

    /// <param name="Lines">In the file's order; none where there is no file.</param>
    public sealed record Found(IReadOnlyList<AuthorizedKeysLine> Lines) : ReadOutcome;

    /// <inheritdoc cref="EditOutcome.NotPossible"/>
    public sealed record NotPossible(string Code, string Detail) : ReadOutcome;
}
