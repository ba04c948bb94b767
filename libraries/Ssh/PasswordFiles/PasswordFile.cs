namespace PenguinMails.Ssh;

/// <summary>What is in a password file. Every byte of what is not ours stays as it is, whatever it means.</summary>
public sealed class PasswordFile
{
    // Each byte is one character, so that what is no UTF-8 survives.
    private static readonly Encoding Bytes = Encoding.Latin1;
    private readonly string _content;

    private PasswordFile(string content) => _content = content;

    internal static PasswordFile Parse(byte[] content) => new(Bytes.GetString(content));

    /// <summary>The lines, without their ends.</summary>
    public IEnumerable<PasswordLine> Lines => _content.Split('\n').SkipLast(_content.EndsWith('\n') || _content.Length == 0 ? 1 : 0)
        .Select((line, index) => PasswordLine.Parse(index + 1, line.TrimEnd('\r')));

    /// <summary>The entries of a secret, in the file's order; Dovecot takes the first one.</summary>
    public IReadOnlyList<PasswordEntry> EntriesOf(Guid secretId) => [.. Lines.Select(line => line.Entry).OfType<PasswordEntry>().Where(entry => entry.SecretId == secretId)];

    /// <summary>Whether a user has an entry that is not of this secret.</summary>
    public bool HasOther(string username, Guid secretId) => Lines.Any(line => line.Username == username && line.Entry?.SecretId != secretId);

    /// <summary>The file with one entry of the secret, or with none.</summary>
    public PasswordFile With(Guid secretId, PasswordEntry? entry)
    {
        var others = string.Concat(SplitAfterLineEnds(_content).Where(line => PasswordEntry.Parse(line.TrimEnd('\r', '\n'))?.SecretId != secretId));
        // Ours first: what follows keeps every byte, a missing final line end included.
        return new PasswordFile(entry is null ? others : $"{entry.ToLine()}\n{others}");
    }

    internal byte[] ToBytes() => Bytes.GetBytes(_content);

    private static IEnumerable<string> SplitAfterLineEnds(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            yield return text[start..end];
            start = end;
        }
    }

    public override string ToString() => $"[password file of {Lines.Count()} lines, redacted]";
}

/// <summary>A line of a password file.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="Username">Whose password it is; null for what Dovecot ignores: comments, empty lines and lines without a password.</param>
/// <param name="Entry">What it says, where it is ours.</param>
/// <param name="IsBroken">Whether it is neither an entry nor a comment.</param>
public sealed record PasswordLine(int Number, string? Username, PasswordEntry? Entry, bool IsBroken)
{
    internal static PasswordLine Parse(int number, string line)
    {
        var isIgnored = line.Length == 0 || line[0] == '#';
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return isIgnored || colon <= 0
            ? new PasswordLine(number, null, null, IsBroken: !isIgnored)
            : new PasswordLine(number, line[..colon], PasswordEntry.Parse(line), IsBroken: false);
    }
}
