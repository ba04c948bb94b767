namespace PenguinMails.DevVault.AppRole;

/// <summary>What a machine may sign in as, and what its tokens are like.</summary>
internal sealed record Role
{
    /// <summary>Lower case.</summary>
    public required string Name { get; init; }

    public required string RoleId { get; init; }

    public bool BindSecretId { get; init; } = true;

    /// <summary>Where logins may come from; null for anywhere.</summary>
    public IReadOnlyList<string>? SecretIdBoundCidrs { get; init; }

    /// <summary>How often a secret id can be used; zero without limit.</summary>
    public long SecretIdNumUses { get; init; }

    public TimeSpan SecretIdTtl { get; init; }

    public IReadOnlyList<string> TokenBoundCidrs { get; init; } = [];

    public TimeSpan TokenExplicitMaxTtl { get; init; }

    public TimeSpan TokenMaxTtl { get; init; }

    public bool TokenNoDefaultPolicy { get; init; }

    public long TokenNumUses { get; init; }

    public TimeSpan TokenPeriod { get; init; }

    public IReadOnlyList<string> TokenPolicies { get; init; } = [];

    public TimeSpan TokenTtl { get; init; }

    /// <summary>"default", "service" or "batch".</summary>
    public string TokenType { get; init; } = "default";

    public Dictionary<string, object?> ToJson() => new(StringComparer.Ordinal)
    {
        ["alias_metadata"] = new Dictionary<string, object?>(StringComparer.Ordinal),
        ["bind_secret_id"] = BindSecretId,
        ["local_secret_ids"] = false,
        ["secret_id_bound_cidrs"] = SecretIdBoundCidrs,
        ["secret_id_num_uses"] = SecretIdNumUses,
        ["secret_id_ttl"] = (long)SecretIdTtl.TotalSeconds,
        ["token_bound_cidrs"] = TokenBoundCidrs,
        ["token_explicit_max_ttl"] = (long)TokenExplicitMaxTtl.TotalSeconds,
        ["token_max_ttl"] = (long)TokenMaxTtl.TotalSeconds,
        ["token_no_default_policy"] = TokenNoDefaultPolicy,
        ["token_num_uses"] = TokenNumUses,
        ["token_period"] = (long)TokenPeriod.TotalSeconds,
        ["token_policies"] = TokenPolicies,
        ["token_ttl"] = (long)TokenTtl.TotalSeconds,
        ["token_type"] = TokenType,
    };
}
