namespace PenguinMails.Ssh;

/// <summary>
/// Reads authorized_keys as sshd does (docs/adr/0034-one-reading-of-authorized-keys.md). There is no other reader: drift and edits both go
/// by it, and tests compare it with sshd, file by file.
/// </summary>
internal static class AuthorizedKeysReader
{
    public static IReadOnlyList<AuthorizedKeysLine> Read(ReadOnlySpan<byte> content)
    {
        var lines = new List<AuthorizedKeysLine>();
        for (var number = 1; !content.IsEmpty; number++)
        {
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (ReadLine(number, line) is { } read)
            {
                lines.Add(read);
            }
        }

        return lines;
    }

    /// <returns>Null for an empty line and for a comment.</returns>
    private static AuthorizedKeysLine? ReadLine(int number, ReadOnlySpan<byte> whole)
    {
        // To sshd a line is a C string.
        var line = whole.IndexOf((byte)0) is >= 0 and var end ? whole[..end] : whole;
        line = SkipBlanks(line);
        if (IsBlank(line) || line[0] == (byte)'#')
        {
            return null;
        }

        var found = FindKey(line);
        var options = KeyOptions.None;
        string? written = null;
        if (!found.IsKey)
        {
            if (KeyOptions.LengthIn(line) is not { } length)
            {
                return WithoutKey(number, line, LineEffect.Ignores);
            }

            var behind = FindKey(SkipBlanks(line[length..]));
            if (!behind.IsKey)
            {
                return WithoutKey(number, line, found.IsKnownKind || behind.IsKnownKind ? LineEffect.Ignores : LineEffect.Unclear);
            }

            options = KeyOptions.Parse(line);
            written = Encoding.UTF8.GetString(line[..length]);
            found = behind;
        }

        var comment = Encoding.UTF8.GetString(found.Rest.Trim(" \t\r\v\f"u8));
        var ends = options.Ends.Where(time => time is { IsUtc: true, IsBeforeEpoch: false }).ToArray();
        return new AuthorizedKeysLine(
            number,
            EffectOf(found, options),
            KeyIdIn(comment),
            found.Key,
            ends.Length == 0 ? null : new DateTimeOffset(ends.Min(time => time.Time), TimeSpan.Zero),
            written,
            comment.Length == 0 ? null : comment)
        {
            IsAuthority = options.IsAuthority,
            ControlScope = ControlKey.ScopeOf(found.Key, comment),
        };
    }

    private static AuthorizedKeysLine WithoutKey(int number, ReadOnlySpan<byte> line, LineEffect effect)
    {
        var end = line.TrimEnd(" \t\r\v\f"u8);
        return new AuthorizedKeysLine(number, effect, KeyIdIn(Encoding.UTF8.GetString(end[(end.LastIndexOfAny(" \t"u8) + 1)..])), null, null, null, null)
        {
            Hash = "SHA256:" + Convert.ToBase64String(SHA256.HashData(line)).TrimEnd('='),
        };
    }

    private static LineEffect EffectOf(Found found, KeyOptions options) => options.Meaning switch
    {
        OptionsMeaning.Invalid => LineEffect.Ignores,
        OptionsMeaning.Unknown => LineEffect.Unclear,
        // A certificate opens nothing here.
        _ when found.Key is null => LineEffect.Ignores,
        _ when options.IsConditional || options.Ends.Any(time => !time.IsUtc || time.IsBeforeEpoch) => LineEffect.AcceptsConditionally,
        _ => LineEffect.Accepts,
    };

    /// <summary>The key at the start of a text: its kind, blanks, its Base64 up to the next blank.</summary>
    private static Found FindKey(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(" \t"u8);
        if (end < 0 || KeyKinds.Find(Encoding.Latin1.GetString(text[..end])) is not { } kind)
        {
            return default;
        }

        var key = SkipBlanks(text[end..]);
        var length = key.IndexOfAny(" \t"u8) is >= 0 and var next ? next : key.Length;
        if (KeyText.Decode(key[..length]) is not { } blob)
        {
            return new Found(IsKnownKind: true);
        }

        var rest = key[length..];
        if (kind.IsCertificate)
        {
            return new Found(IsKnownKind: true, IsKey: true) { Rest = rest };
        }

        return KeyDecoder.TryDecode(kind, blob, out var decoded)
            ? new Found(IsKnownKind: true, IsKey: true) { Key = decoded, Rest = rest }
            : new Found(IsKnownKind: true);
    }

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        foreach (var character in line)
        {
            if (!KeyText.IsSpace(character))
            {
                return false;
            }
        }

        return true;
    }

    private static Guid? KeyIdIn(string comment) =>
        comment.StartsWith(AuthorizedKeysLine.CommentPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(comment[AuthorizedKeysLine.CommentPrefix.Length..], "D", out var id) ? id : null;

    /// <param name="IsKnownKind">Whether the text names a kind of key.</param>
    /// <param name="IsKey">Whether the key is well-formed.</param>
    private readonly ref struct Found(bool IsKnownKind, bool IsKey = false)
    {
        public bool IsKnownKind { get; } = IsKnownKind;

        public bool IsKey { get; } = IsKey;

        /// <summary>Null for a certificate.</summary>
        public PublicKey? Key { get; init; }

        /// <summary>What follows.</summary>
        public ReadOnlySpan<byte> Rest { get; init; }
    }
}
