namespace PenguinMails.DevVault.Kv;

/// <summary>What is known of a versioned secret without its data. Immutable; each change makes a new one.</summary>
internal sealed record SecretMetadata
{
    private const uint DefaultMaxVersions = 10;

    public IReadOnlyDictionary<ulong, SecretVersion> Versions { get; init; } = new Dictionary<ulong, SecretVersion>();

    /// <summary>Counts deleted versions too, and is what "cas" compares with.</summary>
    public ulong CurrentVersion { get; init; }

    public ulong OldestVersion { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Zero for the mount's.</summary>
    public uint MaxVersions { get; init; }

    public bool CasRequired { get; init; }

    public TimeSpan DeleteVersionAfter { get; init; }

    public IReadOnlyDictionary<string, string>? CustomMetadata { get; init; }

    /// <summary>Who last changed a version; null before there is one.</summary>
    public Attribution? LastUpdatedBy { get; init; }

    /// <summary>A new version on top. Those that no longer have a place are returned for removal.</summary>
    public (SecretMetadata Metadata, IReadOnlyList<ulong> Dropped) WithNewVersion(DateTimeOffset now, KvConfiguration mount, Attribution by)
    {
        var version = CurrentVersion + 1;
        var keep = Math.Max(MaxVersions, mount.MaxVersions) is > 0 and var most ? most : DefaultMaxVersions;
        var oldest = OldestVersion;
        var dropped = new List<ulong>();
        if (version - oldest >= keep)
        {
            var first = version - Math.Min(keep, version) + 1;
            dropped.AddRange(Versions.Keys.Where(known => known < first));
            oldest = first;
        }

        var versions = Versions.Where(known => !dropped.Contains(known.Key)).ToDictionary();
        versions[version] = new() { Created = now, CreatedBy = by, DeletionTime = mount.DeletionTime(now, DeleteVersionAfter) };
        return (this with { Versions = versions, CurrentVersion = version, OldestVersion = oldest, Updated = now, LastUpdatedBy = by }, dropped);
    }

    /// <summary>The same secret with some of its versions changed; versions that do not exist are passed over.</summary>
    public SecretMetadata WithVersions(IEnumerable<long> numbers, Func<SecretVersion, SecretVersion> change)
    {
        var versions = Versions.ToDictionary();
        foreach (var number in numbers)
        {
            if (versions.TryGetValue((ulong)number, out var version))
            {
                versions[(ulong)number] = change(version);
            }
        }

        return this with { Versions = versions };
    }
}

/// <summary>One version of a secret.</summary>
internal sealed record SecretVersion
{
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was, or will be, deleted; it can be undeleted as long as it is not destroyed.</summary>
    public DateTimeOffset? DeletionTime { get; init; }

    public bool Destroyed { get; init; }

    public Attribution? CreatedBy { get; init; }

    public Attribution? DeletedBy { get; init; }

    public bool IsDeleted(DateTimeOffset now) => DeletionTime <= now;
}
