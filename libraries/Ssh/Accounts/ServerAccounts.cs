namespace PenguinMails.Ssh;

/// <summary>
/// Manages the accounts of a server over an open session of an account that may become root. Each call is idempotent, and one round
/// trip with a fixed script.
/// </summary>
public sealed class ServerAccounts
{
    private static readonly ServerScript ReadScript = new("authorized-keys", "read-keys");
    private static readonly ServerScript CheckScript = new("authorized-keys", "check-keys");
    private static readonly ServerScript EditScript = new("authorized-keys", "restore-modes", "edit-keys");
    private static readonly ServerScript EndSessionsScript = new("end-sessions");
    private static readonly ServerScript EnsureAccountScript = new("ensure-account");

    /// <summary>Lists the keys of an account, ours and others, with their fingerprints.</summary>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<ReadOutcome> ReadAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = await ReadScript.RunAsync(session, cancellationToken, ("account", account));
        return code == "found"
            ? new ReadOutcome.Found(AuthorizedKeysLine.ParseFile(Convert.FromBase64String(detail)))
            : new ReadOutcome.NotPossible(code, detail);
    }

    /// <summary>Lists the keys of an account as <see cref="ReadAsync"/> does, with what sshd may have against the file. Changes nothing.</summary>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<AccountCheckOutcome> CheckAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = await CheckScript.RunAsync(session, cancellationToken, ("account", account));
        return code == "checked" ? AccountCheckOutcome.Checked.Parse(detail) : new AccountCheckOutcome.NotPossible(code, detail);
    }

    /// <summary>
    /// Edits atomically (new file, fsync, rename) under a lock. Owner, mode and SELinux context are kept unless they are to be
    /// restored, links never followed, and the folder and file are made where they are missing.
    /// </summary>
    /// <exception cref="SshCommandException">The connection was lost; the edit has happened or not, nothing in between. Repeat it.</exception>
    public async Task<EditOutcome> EditAsync(ISshSession session, AuthorizedKeysEdit edit, CancellationToken cancellationToken)
    {
        AccountName.Check(edit.Account);
        if (edit.Fence < 0)
        {
            throw new ArgumentException("A fence is not negative.", nameof(edit));
        }

        var (code, detail) = await EditScript.RunAsync(
            session, cancellationToken,
            ("account", edit.Account),
            ("scope", $"{edit.FenceScope:D}"),
            ("fence", edit.Fence.ToString(CultureInfo.InvariantCulture)),
            ("restore", edit.RestoreModes ? "yes" : "no"),
            ("put", string.Concat(edit.Put.Select(key => key.ToLine() + "\n"))),
            ("drop", LinePatterns.Of(edit)));
        return code switch
        {
            "done" => new EditOutcome.Done { Changed = detail == "changed" },
            "fenced" => new EditOutcome.Fenced { Highest = long.Parse(detail, NumberStyles.None, CultureInfo.InvariantCulture) },
            _ => new EditOutcome.NotPossible(code, detail),
        };
    }

    /// <summary>
    /// Ends every process and connection of the account, multiplexed ones included, except the one that this session uses. Keys
    /// act at login only: call it after they are removed.
    /// </summary>
    /// <exception cref="SshCommandException">The connection was lost, or something could not be ended.</exception>
    public Task EndSessionsAsync(ISshSession session, string account, CancellationToken cancellationToken) =>
        DoAsync(EndSessionsScript, session, cancellationToken, ("account", account));

    /// <summary>Makes the account unless it exists; it may use sudo without a password. Several tenants of a server share it.</summary>
    /// <exception cref="SshCommandException">The connection was lost, or the server would not have it.</exception>
    public Task EnsureAdminAccountAsync(ISshSession session, string account, CancellationToken cancellationToken) =>
        DoAsync(EnsureAccountScript, session, cancellationToken, ("account", account), ("admin", "yes"), ("owner", ""));

    /// <summary>
    /// Makes the account for a tenant, unless that was done before. An account that exists already and was not made for this tenant
    /// is not changed.
    /// </summary>
    /// <exception cref="SshCommandException">The connection was lost, or the server would not have it.</exception>
    public async Task<EnsureAccountOutcome> EnsureTenantAccountAsync(
        ISshSession session, string account, Guid tenantId, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = await EnsureAccountScript.RunAsync(
            session, cancellationToken, ("account", account), ("admin", "no"), ("owner", $"{tenantId:D}"));
        return code switch
        {
            "done" => new EnsureAccountOutcome.Ready(),
            "taken" => new EnsureAccountOutcome.Taken(detail),
            _ => throw new SshCommandException(detail),
        };
    }

    private static async Task DoAsync(
        ServerScript script, ISshSession session, CancellationToken cancellationToken, params (string Name, string Value)[] parameters)
    {
        AccountName.Check(parameters[0].Value);
        var (code, detail) = await script.RunAsync(session, cancellationToken, parameters);
        if (code != "done")
        {
            throw new SshCommandException(detail);
        }
    }
}
