namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>A response entry of Vault's audit log, without what was asked with and answered.</summary>
/// <param name="RequestId">Vault's id of the request.</param>
/// <param name="Time">When it was answered; each device writes its own, some microseconds apart.</param>
/// <param name="Operation">read, create, update, delete, list …</param>
/// <param name="Path">The path in Vault, mount included.</param>
/// <param name="Error">Null on success; otherwise the kind of error, never its text, which can contain a secret id.</param>
/// <param name="Identity">Who asked.</param>
internal sealed record VaultEntry(string RequestId, DateTimeOffset Time, string Operation, string Path, string? Error, VaultIdentity Identity)
{
    public const string PermissionDenied = "permission_denied";

    public string? RemoteAddress { get; init; }
    public string? MountType { get; init; }

    /// <summary>The answer holds the values of a KV version.</summary>
    public bool HasValues { get; init; }

    /// <summary>What the answer was wrapped into.</summary>
    public VaultWrap? Wrap { get; init; }

    /// <summary>The tokens that the request showed, as hashes, and the accessor of its own.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    public bool IsDone => Error is null;
}

/// <summary>An answer that was put aside for the holder of a token.</summary>
/// <param name="Names">The token's hash and accessor as the device writes them.</param>
/// <param name="Path">What had been asked for.</param>
/// <param name="TimeToLive">How long it can be unwrapped.</param>
internal sealed record VaultWrap(IReadOnlyList<string> Names, string Path, TimeSpan TimeToLive);

/// <summary>What a line of the log turned out to be.</summary>
internal abstract record ReadLine
{
    /// <summary>A request was answered.</summary>
    public sealed record Response(VaultEntry Entry) : ReadLine;

    /// <summary>An entry that says nothing further: a request before it is answered, or nothing at all.</summary>
    public sealed record Nothing : ReadLine;

    /// <summary>Not an entry of Vault's log.</summary>
    public sealed record Unreadable(string Reason) : ReadLine;
}
