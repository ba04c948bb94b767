namespace PenguinMails.Ssh;

/// <summary>What sshd's configuration says of an account (<c>sshd -T -C user=…</c>), names in lower case.</summary>
/// <param name="UserId">The account's user id.</param>
/// <param name="Home">Its home folder.</param>
/// <param name="Values">The settings; null where sshd could not be asked, as when it is not OpenSSH.</param>
public sealed record SshdSettings(string UserId, string Home, IReadOnlyDictionary<string, string>? Values)
{
    private const string UsualFiles = ".ssh/authorized_keys .ssh/authorized_keys2";

    /// <summary>Where sshd looks for the account's keys.</summary>
    public IReadOnlyList<string> KeyFilesOf(string account) =>
    [
        .. (Find("authorizedkeysfile") ?? UsualFiles).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !path.Equals("none", StringComparison.OrdinalIgnoreCase))
            .Select(path => Absolute(Expand(path, account))).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The file that the platform edits.</summary>
    public string MainKeyFile => $"{Home.TrimEnd('/')}/.ssh/authorized_keys";

    /// <summary>A setting's value.</summary>
    /// <returns>Null where it is not set, or set to <c>none</c>.</returns>
    public string? Find(string name) =>
        Values?.GetValueOrDefault(name) is { Length: > 0 } value && !value.Equals("none", StringComparison.OrdinalIgnoreCase) ? value : null;

    // "uid gid home settings", as sshd-settings.sh prints it.
    internal static SshdSettings Parse(string said)
    {
        var words = said.Split(' ');
        return new SshdSettings(words[0], Text(words[2]), words[3] == "-" ? null : Read(Text(words[3])));
    }

    internal static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    // Some settings are printed once for each value.
    private static Dictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            var (name, value) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..].Trim());
            values[name] = values.TryGetValue(name, out var earlier) ? $"{earlier} {value}" : value;
        }

        return values;
    }

    private string Absolute(string path) => path.StartsWith('/') ? path : $"{Home.TrimEnd('/')}/{path}";

    // sshd_config(5), TOKENS.
    private string Expand(string path, string account)
    {
        var expanded = new StringBuilder();
        for (var index = 0; index < path.Length; index++)
        {
            var token = path[index] == '%' && index + 1 < path.Length ? path[++index] : '\0';
            expanded.Append(token switch
            {
                '\0' => $"{path[index]}",
                'h' => Home,
                'u' => account,
                'U' => UserId,
                '%' => "%",
                _ => $"%{token}",
            });
        }

        return expanded.ToString();
    }
}

/// <summary>Another file than the account's usual one that sshd reads keys from.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Lines">Its lines; null where the account, and sshd for it, cannot read it.</param>
public sealed record OtherKeyFile(string Path, IReadOnlyList<AuthorizedKeysLine>? Lines)
{
    /// <summary>"path, line number" of each line that has the key.</summary>
    public IEnumerable<string> PlacesOf(PublicKey key) => Lines?.Where(line => key.Equals(line.PublicKey)).Select(PlaceOf) ?? [];

    /// <summary>Where a line of the file is, as people write it.</summary>
    public string PlaceOf(AuthorizedKeysLine line) => $"{Path}, line {line.Number}";

    // "path:content", as read-files.sh prints it.
    internal static OtherKeyFile Parse(string said)
    {
        var parts = said.Split(':');
        return new OtherKeyFile(SshdSettings.Text(parts[0]), parts[1] == "-" ? null : AuthorizedKeysLine.ParseFile(Convert.FromBase64String(parts[1])));
    }
}
