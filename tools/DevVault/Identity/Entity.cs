namespace PenguinMails.DevVault.Identity;

/// <summary>Somebody who may sign in in several ways. Policies may speak of its name and metadata.</summary>
internal sealed record Entity
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>None of its tokens can be used, and it cannot sign in.</summary>
    public bool Disabled { get; init; }

    public IReadOnlyList<EntityAlias> Aliases { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Differs after each change, so that what was derived from an earlier state is known to be stale.</summary>
    public long Revision { get; init; }
}

/// <summary>One way to sign in: a name at one auth mount.</summary>
internal sealed record EntityAlias
{
    public required string Id { get; init; }

    public required string EntityId { get; init; }

    public required string Name { get; init; }

    public required string MountAccessor { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }
}

/// <summary>Entities, and other groups, that share policies.</summary>
internal sealed record Group
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public IReadOnlyList<string>? Policies { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public IReadOnlyList<string> MemberEntityIds { get; init; } = [];

    public IReadOnlyList<string> MemberGroupIds { get; init; } = [];

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public long Revision { get; init; }
}

/// <summary>An entity with all groups it is in, directly or through other groups.</summary>
internal sealed class Subject(Entity entity, IReadOnlyList<Group> direct, IReadOnlyList<Group> groups)
{
    public Entity Entity => entity;

    public IReadOnlyList<Group> DirectGroups => direct;

    public IReadOnlyList<Group> Groups => groups;

    public IReadOnlyList<string> Policies { get; } =
        [.. (entity.Policies ?? []).Concat(groups.SelectMany(group => group.Policies ?? [])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Changes whenever anything does that a policy could speak of.</summary>
    public string Version { get; } = $"{entity.Revision}/{string.Join('/', groups.Select(group => $"{group.Id}.{group.Revision}"))}";
}
