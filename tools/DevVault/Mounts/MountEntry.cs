using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Mounts;

/// <summary>Something that answers below a path.</summary>
internal sealed record MountEntry
{
    public const string AuthPrefix = "auth/";

    private const string LockoutKey = "user_lockout_config";

    /// <summary>Ends in a slash; without "auth/" for auth mounts.</summary>
    public required string Path { get; init; }

    public bool IsAuth { get; init; }

    /// <summary>"kv", "transit", "approle", "token", "system", "identity", "cubbyhole".</summary>
    public required string Type { get; init; }

    public string Description { get; init; } = string.Empty;

    /// <summary>Names the mount for good, also after it moved.</summary>
    public required string Accessor { get; init; }

    /// <summary>Where its values lie in storage.</summary>
    public required string Uuid { get; init; }

    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Zero for the system's.</summary>
    public TimeSpan DefaultLeaseTtl { get; init; }

    public TimeSpan MaxLeaseTtl { get; init; }

    public bool Local { get; init; }

    public bool SealWrap { get; init; }

    public bool ForceNoCache { get; init; }

    /// <summary>Null until somebody sets it.</summary>
    public UserLockout? UserLockout { get; init; }

    public UserLockout Lockout => UserLockout ?? UserLockout.Default;

    public string FullPath => IsAuth ? AuthPrefix + Path : Path;

    /// <summary>Part of every Vault: cannot be moved or removed.</summary>
    public bool IsBuiltIn => Type is "system" or "identity" or "cubbyhole" or "token" or "agent_registry";

    public LeaseLimits Limits => new(
        DefaultLeaseTtl > TimeSpan.Zero ? DefaultLeaseTtl : LeaseLimits.System.Default,
        MaxLeaseTtl > TimeSpan.Zero ? MaxLeaseTtl : LeaseLimits.System.Max);

    /// <summary>The entry as listings show it.</summary>
    public Dictionary<string, object?> ToJson()
    {
        var config = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["default_lease_ttl"] = (long)DefaultLeaseTtl.TotalSeconds,
            ["force_no_cache"] = ForceNoCache,
            ["max_lease_ttl"] = (long)MaxLeaseTtl.TotalSeconds,
        };
        if (IsAuth)
        {
            config["token_type"] = "default-service";
        }

        if (UserLockout is { } lockout)
        {
            config[LockoutKey] = lockout.ToJson();
        }

        return new(StringComparer.Ordinal)
        {
            ["accessor"] = Accessor,
            ["config"] = config,
            ["description"] = Description,
            ["external_entropy_access"] = false,
            ["local"] = Local,
            ["options"] = Options,
            ["seal_wrap"] = SealWrap,
            ["type"] = Type,
            ["uuid"] = Uuid,
        };
    }

    public override string ToString() => $"{FullPath} ({Type})";
}
