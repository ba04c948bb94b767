namespace PenguinMails.Ssh;

/// <summary>What is in a password file.</summary>
public sealed class PasswordFile
{
    private readonly string _content;

    private PasswordFile(string content) => _content = content;

    // Each byte is one character: what is not ours may be no UTF-8.
    internal static PasswordFile Parse(byte[] content) => new(Encoding.Latin1.GetString(content));

    /// <summary>The lines, without their ends.</summary>
    public IEnumerable<PasswordLine> Lines => _content.Split('\n').Select(line => PasswordLine.Parse(line.TrimEnd('\r')));

    /// <summary>The entries of a secret, in the file's order; Dovecot takes the first one.</summary>
    public IReadOnlyList<PasswordEntry> EntriesOf(Guid secretId) => [.. Lines.Select(line => line.Entry).OfType<PasswordEntry>().Where(entry => entry.SecretId == secretId)];

    /// <summary>Whether a user has an entry that is not of this secret.</summary>
    public bool HasOther(string username, Guid secretId) => Lines.Any(line => line.Username == username && line.Entry?.SecretId != secretId);

    public override string ToString() => $"[password file of {Lines.Count()} lines, redacted]";
}

/// <summary>A line of a password file.</summary>
/// <param name="Username">Whose password it is; null for what Dovecot ignores: comments, empty lines and lines without a password.</param>
/// <param name="Entry">What it says, where it is ours.</param>
public sealed record PasswordLine(string? Username, PasswordEntry? Entry)
{
    internal static PasswordLine Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 || line[0] == '#' ? new PasswordLine(null, null) : new PasswordLine(line[..colon], PasswordEntry.Parse(line));
    }
}
