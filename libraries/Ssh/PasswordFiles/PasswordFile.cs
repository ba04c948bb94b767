namespace PenguinMails.Ssh;

/// <summary>What is in a password file.</summary>
public sealed class PasswordFile
{
    private readonly string _content;

    private PasswordFile(string content) => _content = content;

    // Each byte is one character: what is not ours may be no UTF-8.
    internal static PasswordFile Parse(byte[] content) => new(Encoding.Latin1.GetString(content));

    /// <summary>The lines, without their ends.</summary>
    public IEnumerable<PasswordLine> Lines => _content.Split('\n').SkipLast(_content.EndsWith('\n') || _content.Length == 0 ? 1 : 0)
        .Select((line, index) => PasswordLine.Parse(index + 1, line.TrimEnd('\r')));

    /// <summary>The entries of a secret, in the file's order; Dovecot takes the first one.</summary>
    public IReadOnlyList<PasswordEntry> EntriesOf(Guid secretId) => [.. Lines.Select(line => line.Entry).OfType<PasswordEntry>().Where(entry => entry.SecretId == secretId)];

    /// <summary>Whether a user has an entry that is not of this secret.</summary>
    public bool HasOther(string username, Guid secretId) => Lines.Any(line => line.Username == username && line.Entry?.SecretId != secretId);

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
