namespace PenguinMails.Ssh;

/// <summary>A line of ours in an account's <c>authorized_keys</c>: <c>[expiry-time="…"] algorithm blob penguinmails:{keyId}</c>.</summary>
/// <param name="KeyId">The version's id.</param>
/// <param name="PublicKey">The key.</param>
/// <param name="ExpiresAt">From then on sshd refuses the key by itself, UTC to the second; null: no end.</param>
public sealed record AuthorizedKey(Guid KeyId, PublicKey PublicKey, DateTimeOffset? ExpiresAt = null)
{
    internal string ToLine()
    {
        var expiry = ExpiresAt is { } end ? $"expiry-time=\"{end.UtcDateTime:yyyyMMddHHmmss}Z\" " : "";
        return $"{expiry}{PublicKey} penguinmails:{KeyId}";
    }
}

/// <summary>
/// An edit of an account's <c>authorized_keys</c>, all of it or nothing. Lines that are not ours stay as they are, byte for
/// byte, unless they hold one of the keys named here: a copy of our key under another comment would outlive it.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="FenceScope">What the fence counts for, the secret's id: several secrets may live in one account.</param>
/// <param name="Fence">
/// The operation's number; the server refuses an edit with a lower one than it has seen for account and scope
/// (docs/adr/0005-fencing.md). The same number may edit again.
/// </param>
public sealed record AuthorizedKeysEdit(string Account, Guid FenceScope, long Fence)
{
    /// <summary>Lines to write, each replacing earlier lines with its id or its key.</summary>
    public IReadOnlyList<AuthorizedKey> Put { get; init; } = [];

    /// <summary>Keys to remove, whichever comment their lines have.</summary>
    public IReadOnlyList<PublicKey> Remove { get; init; } = [];

    /// <summary>Ids whose lines to remove, whichever key these lines hold.</summary>
    public IReadOnlyList<Guid> RemoveIds { get; init; } = [];

    /// <summary>Whether the scope's control key is in the file after the edit; every edit without it removes it.</summary>
    public bool WithControl { get; init; }

    /// <summary>
    /// Whether owner and modes of the file and of the folders up to the home folder are first made so that sshd takes the file
    /// (<c>StrictModes</c>) and nobody else can write it. Otherwise they stay as they are.
    /// </summary>
    public bool RestoreModes { get; init; }

    /// <summary>A time by the server's clock after which the edit is not done any more; null: it is done at any time.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    internal string Lines => string.Concat(Put.Select(key => key.ToLine() + "\n")) + (WithControl ? ControlKey.LineOf(FenceScope) + "\n" : "");
}

/// <summary>The outcome of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome() { }

    /// <summary>The file is as asked, and on disk.</summary>
    public sealed record Done : EditOutcome
    {
        /// <summary>False when the file held all of it before.</summary>
        public bool Changed { get; init; }
    }

    /// <summary>A newer operation has edited the file; nothing was changed.</summary>
    public sealed record Fenced : EditOutcome
    {
        /// <summary>The highest fence that the server has seen for account and scope.</summary>
        public long Highest { get; init; }
    }

    /// <summary>It is later than <see cref="AuthorizedKeysEdit.NotAfter"/>; nothing was changed.</summary>
    public sealed record TooLate : EditOutcome;

    /// <summary>The edit is impossible on the server as it is; nothing was changed.</summary>
    /// <param name="Code">no_account, symlink, not_a_file, unsafe, too_large, not_writable, no_space, busy or failed.</param>
    /// <param name="Detail">The cause and what to do about it, as a sentence.</param>
    public sealed record NotPossible(string Code, string Detail) : EditOutcome;
}
