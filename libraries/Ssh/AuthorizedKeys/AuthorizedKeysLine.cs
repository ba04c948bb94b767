namespace PenguinMails.Ssh;

/// <summary>What sshd does with a line.</summary>
public enum LineEffect
{
    /// <summary>It accepts the key until the end that the line gives it; where the key is an authority, the certificates that it signs.</summary>
    Accepts,

    /// <summary>As <see cref="Accepts"/>, from some addresses only, or at a time or under a condition that the line alone does not tell.</summary>
    AcceptsConditionally,

    /// <summary>It passes over the line.</summary>
    Ignores,

    /// <summary>The line is not understood here; the server's version of sshd may understand it.</summary>
    Unclear,
}

/// <summary>One line of an authorized_keys file that is neither empty nor a comment, as sshd reads it.</summary>
/// <param name="Number">The line's number; the first is 1.</param>
/// <param name="Effect">What sshd does with it.</param>
/// <param name="KeyId">For a line of ours (comment <c>penguinmails:{keyId}</c>, also behind a damaged key) the key id, otherwise null.</param>
/// <param name="PublicKey">The key, in its one spelling; null where sshd finds none.</param>
/// <param name="ExpiresAt">The earliest <c>expiry-time</c> in UTC, as ours are.</param>
/// <param name="Options">All options as written; null for none.</param>
/// <param name="Comment">The comment; null for none. Written by whoever owns the account: show it with care.</param>
public sealed record AuthorizedKeysLine(
    int Number, LineEffect Effect, Guid? KeyId, PublicKey? PublicKey, DateTimeOffset? ExpiresAt, string? Options, string? Comment)
{
    /// <summary>The longest file that is read or written, in bytes: 1 MiB.</summary>
    public const int MaxFileLength = 1024 * 1024;

    /// <summary>What the comments of our lines begin with.</summary>
    public const string CommentPrefix = "penguinmails:";

    /// <summary>Whether certificates that the key signs are accepted, and the key itself is not.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>For a control line (<see cref="ControlKey"/>) the secret whose proof it is for, otherwise null.</summary>
    public Guid? ControlScope { get; init; }

    /// <summary>SHA-256 of a line without a key, written as a fingerprint; null where there is a key.</summary>
    public string? Hash { get; init; }

    /// <summary>Whether sshd accepts the key, or certificates of it, at a time.</summary>
    /// <returns>Null when the line alone does not tell.</returns>
    public bool? IsInForceAt(DateTimeOffset now) => Effect switch
    {
        LineEffect.Ignores => false,
        _ when ExpiresAt < now => false,
        LineEffect.Accepts => true,
        _ => null,
    };

    /// <summary>Reads a file as sshd does.</summary>
    public static IReadOnlyList<AuthorizedKeysLine> ParseFile(ReadOnlySpan<byte> content) => AuthorizedKeysReader.Read(content);
}

/// <summary>The outcome of reading an authorized_keys file.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome() { }

    /// <param name="Lines">In the file's order; none where there is no file.</param>
    public sealed record Found(IReadOnlyList<AuthorizedKeysLine> Lines) : ReadOutcome;

    /// <inheritdoc cref="EditOutcome.NotPossible"/>
    public sealed record NotPossible(string Code, string Detail) : ReadOutcome;
}
