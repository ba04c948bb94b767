namespace PenguinMails.Ssh;

/// <summary>
/// The commands with which <c>sed</c> removes lines of an authorized_keys file whose content is known, by their numbers. A line is ours when
/// its comment is exactly <c>penguinmails:{keyId}</c>, whatever options somebody put in front of its key; a key is the same in every
/// spelling that sshd takes; comment lines are nobody's.
/// </summary>
internal static class LineNumbers
{
    public static string Of(AuthorizedKeysEdit edit, IReadOnlyList<AuthorizedKeysLine> lines)
    {
        var ids = edit.RemoveIds.Concat(edit.Put.Select(key => key.KeyId)).ToHashSet();
        var keys = edit.Remove.Concat(edit.Put.Select(key => key.PublicKey)).Append(ControlKey.Of(edit.FenceScope)).ToHashSet();
        return string.Concat(lines
            .Where(line => (line.KeyId is { } id && ids.Contains(id)) || (line.PublicKey is { } key && keys.Contains(key)))
            .Select(line => $"{line.Number.ToString(CultureInfo.InvariantCulture)}d\n"));
    }
}
