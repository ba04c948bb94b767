namespace PenguinMails.Ssh;

/// <summary>
/// A line of ours in a password file of Dovecot's (passwd-file): <c>user:{SCHEME}hash:::penguinmails/{secretId}/{version}</c>. The field of a
/// person's name, which Dovecot does not read, says whose it is.
/// </summary>
/// <param name="Username">The account's name.</param>
/// <param name="Hash">The password's hash, with its scheme in front.</param>
/// <param name="SecretId">The secret that the entry belongs to.</param>
/// <param name="Version">The version's id; <see cref="Control"/> for one that only lasts as long as a proof.</param>
public sealed record PasswordEntry(string Username, string Hash, Guid SecretId, string Version)
{
    /// <summary>The version of an entry that is there for a positive control.</summary>
    public const string Control = "control";

    private const string Mark = "penguinmails";
    private const int MarkField = 4;

    public bool Is(Guid versionId) => Version == $"{versionId:D}";

    /// <exception cref="FormatException">A part of it would end the field or the line.</exception>
    internal string ToLine()
    {
        if (new[] { Username, Hash, Version }.Any(part => part.Length == 0 || part.Any(c => c == ':' || char.IsControl(c))) || Version.Contains('/', StringComparison.Ordinal))
        {
            throw new FormatException("Names, hashes and versions have neither colons nor line ends, and versions no slashes.");
        }

        return $"{Username}:{Hash}:::{Mark}/{SecretId:D}/{Version}";
    }

    /// <returns>Null when the line is not ours.</returns>
    internal static PasswordEntry? Parse(string line)
    {
        var fields = line.Split(':');
        if (fields.Length <= MarkField)
        {
            return null;
        }

        var mark = fields[MarkField].Split('/');
        return mark is [Mark, var secret, var version] && Guid.TryParseExact(secret, "D", out var secretId) && fields[0].Length > 0
            ? new PasswordEntry(fields[0], fields[1], secretId, version)
            : null;
    }

    public override string ToString() => $"[entry of {Username}, version {Version}, hash redacted]";
}
