namespace PenguinMails.Ssh;

/// <summary>
/// Manages the accounts of a server over an open session of an account that may become root. Each call is idempotent, and one or two
/// round trips with fixed scripts.
/// </summary>
public sealed class ServerAccounts
{
    // More than edits of one account run at a time: of those that have read the same, one succeeds.
    private const int MostAttempts = 20;

    private static readonly ServerScript ReadScript = new("authorized-keys", "read-keys");
    private static readonly ServerScript CheckScript = new("authorized-keys", "check-keys");
    private static readonly ServerScript SettingsScript = new("authorized-keys", "sshd-settings");
    private static readonly ServerScript FilesScript = new("authorized-keys", "read-files");
    private static readonly ServerScript EditScript = new("authorized-keys", "restore-modes", "fence", "edit-keys");
    private static readonly ServerScript EndSessionsScript = new("end-sessions");
    private static readonly ServerScript EnsureAccountScript = new("ensure-account");

    /// <summary>Lists the keys of an account, ours and others, with their fingerprints.</summary>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<ReadOutcome> ReadAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = await ReadScript.RunAsync(session, cancellationToken, ("account", account));
        return code switch
        {
            "found" => new ReadOutcome.Found(AuthorizedKeysLine.ParseFile(ServerScript.Understand(() => Convert.FromBase64String(detail)))),
            "missing" => new ReadOutcome.Found([]),
            _ => new ReadOutcome.NotPossible(code, detail),
        };
    }

    /// <summary>
    /// Lists the keys of an account as <see cref="ReadAsync"/> does, with what sshd may have against the file, and with what else sshd
    /// reads. Changes nothing.
    /// </summary>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<AccountCheckOutcome> CheckAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        var (code, detail) = await CheckScript.RunAsync(session, cancellationToken, ("account", account));
        if (code != "checked")
        {
            return new AccountCheckOutcome.NotPossible(code, detail);
        }

        return await ReadSettingsAsync(session, account, cancellationToken) is { } settings
            ? ServerScript.Understand(() => AccountCheckOutcome.Checked.Parse(detail)) with { Settings = settings, Others = await ReadOthersAsync(session, account, settings, cancellationToken) }
            : new AccountCheckOutcome.NotPossible("busy", $"{account} was changed at the same moment.");
    }

    /// <summary>Finds where else than in the usual file sshd accepts a key of an account.</summary>
    /// <returns>"path, line number" of each place.</returns>
    /// <exception cref="SshCommandException">The connection was lost or the server hung.</exception>
    public async Task<IReadOnlyList<string>> FindElsewhereAsync(
        ISshSession session, string account, PublicKey key, CancellationToken cancellationToken)
    {
        AccountName.Check(account);
        return await ReadSettingsAsync(session, account, cancellationToken) is { } settings
            ? [.. (await ReadOthersAsync(session, account, settings, cancellationToken)).SelectMany(file => file.PlacesOf(key))]
            : [];
    }

    /// <summary>
    /// Edits atomically (new file, fsync, rename) under a lock. Owner, mode and SELinux context are kept unless they are to be
    /// restored, links never followed, and the folder and file are made where they are missing. The file is read first, and edited only
    /// while it is what was read.
    /// </summary>
    /// <exception cref="SshCommandException">The connection was lost; the edit has happened or not, nothing in between. Repeat it.</exception>
    public async Task<EditOutcome> EditAsync(ISshSession session, AuthorizedKeysEdit edit, CancellationToken cancellationToken)
    {
        AccountName.Check(edit.Account);
        if (edit.Fence < 0)
        {
            throw new ArgumentException("A fence is not negative.", nameof(edit));
        }

        for (var attempt = 1; ; attempt++)
        {
            var (code, detail) = await TryEditAsync(session, edit, cancellationToken);
            switch (code)
            {
                case "done":
                    return new EditOutcome.Done { Changed = detail == "changed" };
                case "fenced":
                    return new EditOutcome.Fenced { Highest = ServerScript.Understand(() => long.Parse(detail, NumberStyles.None, CultureInfo.InvariantCulture)) };
                case "late":
                    return new EditOutcome.TooLate();
                case "stale" when attempt < MostAttempts:
                    break;
                default:
                    return new EditOutcome.NotPossible(code == "stale" ? "busy" : code, detail);
            }
        }
    }

    private static async Task<(string Code, string Detail)> TryEditAsync(ISshSession session, AuthorizedKeysEdit edit, CancellationToken cancellationToken)
    {
        // Where it cannot be read, the edit says why.
        var (read, content) = await ReadScript.RunAsync(session, cancellationToken, ("account", edit.Account));
        var bytes = read == "found" ? ServerScript.Understand(() => Convert.FromBase64String(content)) : [];
        return await EditScript.RunAsync(
            session, cancellationToken,
            ("account", edit.Account),
            ("scope", $"{edit.FenceScope:D}"),
            ("fence", edit.Fence.ToString(CultureInfo.InvariantCulture)),
            ("restore", edit.RestoreModes ? "yes" : "no"),
            ("before", edit.NotAfter?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? ""),
            ("put", edit.Lines),
            ("known", read == "found" ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : "none"),
            ("drop", LineNumbers.Of(edit, AuthorizedKeysLine.ParseFile(bytes))));
    }

    /// <returns>Null when the account is gone.</returns>
    private static async Task<SshdSettings?> ReadSettingsAsync(ISshSession session, string account, CancellationToken cancellationToken)
    {
        var (code, detail) = await SettingsScript.RunAsync(session, cancellationToken, ("account", account));
        return code == "settings" ? ServerScript.Understand(() => SshdSettings.Parse(detail)) : null;
    }

    private static async Task<IReadOnlyList<OtherKeyFile>> ReadOthersAsync(
        ISshSession session, string account, SshdSettings settings, CancellationToken cancellationToken)
    {
        var paths = settings.KeyFilesOf(account).Where(path => path != settings.MainKeyFile).ToArray();
        if (paths.Length == 0)
        {
            return [];
        }

        var (code, detail) = await FilesScript.RunAsync(session, cancellationToken, ("account", account), ("paths", string.Join('\n', paths)));
        return code == "files"
            ? ServerScript.Understand(() => detail.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(OtherKeyFile.Parse).ToArray())
            : [];
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
