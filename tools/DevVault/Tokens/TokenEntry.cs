namespace PenguinMails.DevVault.Tokens;

/// <summary>How a token is kept.</summary>
internal enum TokenKind
{
    /// <summary>Stored, renewable, revocable.</summary>
    Service,

    /// <summary>Not stored: the token itself is its encrypted entry.</summary>
    Batch,
}

/// <summary>What is known of a token. The token itself is not: entries are found by its hash.</summary>
internal sealed record TokenEntry
{
    /// <summary>Uses left that mark a token whose last use is under way: it is valid for nobody else.</summary>
    public const long RevocationPending = -1;

    public required string Hash { get; init; }

    /// <summary>Names the token without giving its power. Empty for batch tokens.</summary>
    public string Accessor { get; init; } = string.Empty;

    /// <summary>Hash of the token that made this one and takes it along when it is revoked; empty for orphans.</summary>
    public string ParentHash { get; init; } = string.Empty;

    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The path whose use made it.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    public string DisplayName { get; init; } = string.Empty;

    /// <summary>Uses left; zero is unlimited.</summary>
    public long NumUses { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The time to live it was made with; zero never expires.</summary>
    public TimeSpan CreationTtl { get; init; }

    public TimeSpan ExplicitMaxTtl { get; init; }

    /// <summary>What its login role allows at most; zero for the mount's own limit.</summary>
    public TimeSpan MaxTtl { get; init; }

    /// <summary>A periodic token is renewed by this much, for ever.</summary>
    public TimeSpan Period { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? LastRenewed { get; init; }

    public bool Renewable { get; init; }

    public string EntityId { get; init; } = string.Empty;

    /// <summary>Address ranges from which it may be used; empty for any.</summary>
    public IReadOnlyList<string> BoundCidrs { get; init; } = [];

    public TokenKind Kind { get; init; }

    public bool IsOrphan => ParentHash.Length == 0;

    public bool IsRoot => Policies.Contains("root", StringComparer.Ordinal);

    public string TypeName => Kind == TokenKind.Batch ? "batch" : "service";

    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    public override string ToString() => Accessor;
}
