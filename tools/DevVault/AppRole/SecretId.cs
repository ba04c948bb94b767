using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.AppRole;

/// <summary>The second half of a login. Kept under its hash: the secret id itself is not stored.</summary>
internal sealed record SecretId
{
    public required string RoleName { get; init; }

    public required string Hash { get; init; }

    public required string Accessor { get; init; }

    /// <summary>Uses left; zero without limit.</summary>
    public long NumUses { get; init; }

    public TimeSpan Ttl { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> Cidrs { get; init; } = [];

    public IReadOnlyList<string> TokenBoundCidrs { get; init; } = [];

    public bool IsExpired(DateTimeOffset now) => Expires <= now;

    public Dictionary<string, object?> ToJson() => new(StringComparer.Ordinal)
    {
        ["cidr_list"] = Cidrs,
        ["creation_time"] = Rfc3339.Nano(Created),
        ["expiration_time"] = Expires is { } expires ? Rfc3339.Nano(expires) : Rfc3339.Zero,
        ["last_updated_time"] = Rfc3339.Nano(Created),
        ["metadata"] = Metadata,
        ["secret_id_accessor"] = Accessor,
        ["secret_id_num_uses"] = NumUses,
        ["secret_id_ttl"] = (long)Ttl.TotalSeconds,
        ["token_bound_cidrs"] = TokenBoundCidrs,
    };

    public override string ToString() => Accessor;
}
