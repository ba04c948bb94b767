namespace PenguinMails.Ssh;

/// <summary>What signs a domain's mail on a server. It is stated whole: what is not named here is taken away.</summary>
/// <param name="Domain">Lower case, A-labels.</param>
/// <param name="FenceScope">Whose edits follow each other.</param>
/// <param name="Fence">Edits with a lower one than the highest seen are refused.</param>
public sealed record SigningEdit(string Domain, Guid FenceScope, long Fence)
{
    /// <summary>The domain's keys.</summary>
    public IReadOnlyList<SigningKey> Keys { get; init; } = [];

    /// <summary>Who is signed for, the first that fits: a sender's address or a pattern such as <c>*@example.net</c>.</summary>
    public IReadOnlyList<SigningRule> Rules { get; init; } = [];
}

/// <summary>A key of a domain.</summary>
/// <param name="Selector">Its selector.</param>
/// <param name="IsEd25519">Whether it is an Ed25519 key, and not RSA.</param>
/// <param name="PlainTextPem">The private key; null: the file that is there stays.</param>
public sealed record SigningKey(string Selector, bool IsEd25519, string? PlainTextPem = null)
{
    public override string ToString() => $"[signing key {Selector}, redacted]";
}

/// <param name="Senders">An address or a pattern.</param>
/// <param name="Key">Whose signature it gets.</param>
public sealed record SigningRule(string Senders, SigningKey Key);

/// <summary>Where OpenDKIM has its tables and keys, and where probes are delivered.</summary>
public sealed record SigningPlaces(string Tables, string Keys, string Account, string PidFile, string Ed25519PidFile, string ProbeMailbox);

/// <summary>What became of an edit.</summary>
public abstract record SigningOutcome
{
    private SigningOutcome() { }

    /// <param name="Selectors">Keys that have a file; others sign nothing.</param>
    public sealed record Done(IReadOnlyList<string> Selectors) : SigningOutcome;

    /// <summary>A later edit of the scope has been there.</summary>
    public sealed record Fenced(long Highest) : SigningOutcome;

    /// <param name="Code">not_ready, not_running, busy, no_space, not_writable or failed.</param>
    /// <param name="Detail">The cause.</param>
    public sealed record NotPossible(string Code, string Detail) : SigningOutcome;
}

/// <summary>What became of a probe.</summary>
public abstract record ProbeOutcome
{
    private ProbeOutcome() { }

    /// <param name="Message">The message as it was delivered.</param>
    public sealed record Delivered(byte[] Message) : ProbeOutcome;

    /// <param name="Code">deferred, refused, not_delivered, no_listener or no_program.</param>
    /// <param name="Detail">The cause.</param>
    public sealed record NotDelivered(string Code, string Detail) : ProbeOutcome;
}
