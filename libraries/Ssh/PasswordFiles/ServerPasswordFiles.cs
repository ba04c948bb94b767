namespace PenguinMails.Ssh;

/// <summary>
/// Edits password files of a server's Dovecot over an open session of an account that may become root, and ends what runs under a password.
/// Each call can be repeated.
/// </summary>
public sealed class ServerPasswordFiles
{
    // Whoever else changes the file has done so soon.
    private const int MostAttempts = 5;

    private static readonly ServerScript ReadScript = new("password-file", "read-passwords");
    private static readonly ServerScript EditScript = new("fence", "password-file", "edit-passwords");
    private static readonly ServerScript EndSessionsScript = new("end-mail-sessions");

    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<PasswordFileOutcome> ReadAsync(ISshSession session, string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (code, detail) = await ReadScript.RunAsync(session, cancellationToken, ("path", path));
            if (code == "found")
            {
                return new PasswordFileOutcome.Found(PasswordFile.Parse(ServerScript.Understand(() => Convert.FromBase64String(detail))));
            }

            // Another secret's edit was renamed into its place.
            if (code != "busy" || attempt == MostAttempts)
            {
                return new PasswordFileOutcome.NotPossible(code, detail);
            }
        }
    }

    /// <summary>
    /// Gives a file one entry of a secret, or none, atomically: new file, fsync, rename, under a lock. Lines that are not the secret's keep every byte; the
    /// file keeps its owner and mode, and its time is in a later second than before, or Dovecot would not see it.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="path">The file.</param>
    /// <param name="username">Whose entry it is about.</param>
    /// <param name="secretId">The secret; the fence counts for it.</param>
    /// <param name="fence">The operation's number (docs/adr/0005-fencing.md).</param>
    /// <param name="entry">The entry; null: none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SshCommandException">The connection was lost; the edit has happened or not, nothing in between. Repeat it.</exception>
    public async Task<PasswordFileOutcome> EditAsync(
        ISshSession session, string path, string username, Guid secretId, long fence, PasswordEntry? entry, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fence);
        for (var attempt = 1; ; attempt++)
        {
            var (code, detail) = await EditScript.RunAsync(
                session, cancellationToken,
                ("path", path),
                ("scope", $"{secretId:D}"),
                ("fence", fence.ToString(CultureInfo.InvariantCulture)),
                ("user", username),
                ("put", entry is null ? "" : entry.ToLine() + "\n"));
            switch (code)
            {
                case "done":
                    return new PasswordFileOutcome.Edited { Changed = detail == "changed" };
                case "fenced":
                    return new PasswordFileOutcome.Fenced(ServerScript.Understand(() => long.Parse(detail, NumberStyles.None, CultureInfo.InvariantCulture)));
                case "stale" when attempt < MostAttempts:
                    break;
                default:
                    return new PasswordFileOutcome.NotPossible(code == "stale" ? "busy" : code, detail);
            }
        }
    }

    /// <summary>Ends every session of a user at Dovecot, IMAP and submission. Passwords act at log-in only: call it after they are removed.</summary>
    /// <returns>Null where none is left; otherwise a code (missing, not_running, busy) and the cause.</returns>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<PasswordFileOutcome.NotPossible?> EndSessionsAsync(ISshSession session, string username, CancellationToken cancellationToken)
    {
        var (code, detail) = await EndSessionsScript.RunAsync(session, cancellationToken, ("user", username));
        return code == "done" ? null : new PasswordFileOutcome.NotPossible(code, detail);
    }
}
