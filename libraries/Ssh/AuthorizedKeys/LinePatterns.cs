using System.Text.RegularExpressions;

namespace PenguinMails.Ssh;

/// <summary>
/// The commands with which <c>sed -E</c> removes lines of an authorized_keys file, as sshd(8) defines them: options (quoted parts
/// may hold spaces), type, key, comment. A line is ours when its comment is exactly <c>penguinmails:{keyId}</c>, whatever options
/// somebody put in front of it; comment lines are nobody's.
/// </summary>
internal static class LinePatterns
{
    private const string Gap = "[[:space:]]+";
    private const string Options = """((\\"|[^"[:space:]]|"(\\"|[^"])*")+[[:space:]]+)?""";
    private const string Start = $"^[[:space:]]*{Options}[a-z][a-z0-9@.-]*{Gap}";

    public static string Of(AuthorizedKeysEdit edit)
    {
        IEnumerable<string> patterns =
        [
            .. edit.RemoveIds.Concat(edit.Put.Select(key => key.KeyId)).Select(Ours),
            .. edit.Remove.Concat(edit.Put.Select(key => key.PublicKey)).Select(WithKey),
        ];
        return string.Concat(patterns.Select(pattern => $"/{pattern}/d\n").Prepend("/^[[:space:]]*#/b\n"));
    }

    private static string Ours(Guid id) => $"{Start}[A-Za-z0-9+\\/]+=*{Gap}{AuthorizedKeysLine.CommentPrefix}{id:D}[[:space:]]*$";

    // Base64 holds two characters that mean something here.
    private static string WithKey(PublicKey key) => $"{Start}{Regex.Replace(key.Blob, "[+/]", match => match.Value == "+" ? "[+]" : "\\/", RegexOptions.None, TimeSpan.FromSeconds(1))}([[:space:]]|$)";
}
