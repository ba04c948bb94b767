namespace PenguinMails.Ssh;

/// <summary>
/// A key that is put into an account for the length of a proof, to show that the account accepts keys at all: only then does the refusal of
/// another key say something of that key. It is the hash of a text, so nobody has a private half of it, and a line that is left behind opens
/// nothing. An account's files are searched for it as for any other key.
/// </summary>
public static class ControlKey
{
    /// <summary>What the comments of control lines begin with; the scope follows.</summary>
    public const string CommentPrefix = "penguinmails-control:";

    /// <param name="scope">The secret whose proof it is for.</param>
    public static PublicKey Of(Guid scope)
    {
        // sshd looks at 32 bytes; whether they are a point of the curve matters for signatures alone.
        byte[] point = SHA256.HashData(Encoding.ASCII.GetBytes(CommentPrefix + scope.ToString("D")));
        return PublicKey.Of("ssh-ed25519", [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. point]);
    }

    internal static string LineOf(Guid scope) => $"{Of(scope)} {CommentPrefix}{scope:D}";

    /// <summary>The scope of a control line.</summary>
    /// <returns>Null for any other line, one with a control line's comment and another key included.</returns>
    internal static Guid? ScopeOf(PublicKey? key, string comment) =>
        comment.StartsWith(CommentPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(comment[CommentPrefix.Length..], "D", out var scope) && Of(scope).Equals(key) ? scope : null;
}
