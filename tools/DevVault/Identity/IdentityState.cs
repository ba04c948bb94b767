using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace PenguinMails.DevVault.Identity;

/// <summary>All entities and groups at one moment. Immutable: a change makes the next state, readers need no lock.</summary>
internal sealed class IdentityState
{
    public static readonly IdentityState Empty = new(
        ImmutableDictionary.Create<string, Entity>(StringComparer.Ordinal), ImmutableDictionary.Create<string, Group>(StringComparer.Ordinal));

    private readonly ConcurrentDictionary<string, Subject> _subjects = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, Entity>> _byName;
    private readonly Lazy<Dictionary<(string Accessor, string Name), Entity>> _byAlias;

    public IdentityState(ImmutableDictionary<string, Entity> entities, ImmutableDictionary<string, Group> groups)
    {
        Entities = entities;
        Groups = groups;
        _byName = new(() => Entities.Values.ToDictionary(entity => entity.Name.ToLowerInvariant(), StringComparer.Ordinal));
        _byAlias = new(() => Entities.Values
            .SelectMany(entity => entity.Aliases.Select(alias => (alias, entity)))
            .ToDictionary(pair => (pair.alias.MountAccessor, pair.alias.Name), pair => pair.entity));
    }

    public ImmutableDictionary<string, Entity> Entities { get; }

    public ImmutableDictionary<string, Group> Groups { get; }

    /// <summary>Names are not case sensitive.</summary>
    public Entity? EntityNamed(string name) => _byName.Value.GetValueOrDefault(name.ToLowerInvariant());

    public Group? GroupNamed(string name) => Groups.Values.FirstOrDefault(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase));

    public Entity? EntityOf(string mountAccessor, string aliasName) => _byAlias.Value.GetValueOrDefault((mountAccessor, aliasName));

    public EntityAlias? Alias(string id) =>
        Entities.Values.SelectMany(entity => entity.Aliases).FirstOrDefault(alias => alias.Id == id);

    public Subject? Subject(string entityId)
    {
        if (_subjects.TryGetValue(entityId, out var known))
        {
            return known;
        }

        if (!Entities.TryGetValue(entityId, out var entity))
        {
            return null;
        }

        var direct = Groups.Values.Where(group => group.MemberEntityIds.Contains(entityId, StringComparer.Ordinal)).ToList();
        return _subjects[entityId] = new(entity, direct, WithParents(direct));
    }

    public IdentityState With(Entity entity) => new(Entities.SetItem(entity.Id, entity), Groups);

    public IdentityState With(Group group) => new(Entities, Groups.SetItem(group.Id, group));

    public IdentityState WithoutEntity(string id) => new(Entities.Remove(id), Groups);

    public IdentityState WithoutGroup(string id) => new(Entities, Groups.Remove(id));

    private List<Group> WithParents(IReadOnlyList<Group> direct)
    {
        var all = direct.ToDictionary(group => group.Id, StringComparer.Ordinal);
        var pending = new Queue<Group>(direct);
        while (pending.TryDequeue(out var member))
        {
            foreach (var parent in Groups.Values.Where(group => group.MemberGroupIds.Contains(member.Id, StringComparer.Ordinal)))
            {
                if (all.TryAdd(parent.Id, parent))
                {
                    pending.Enqueue(parent);
                }
            }
        }

        return [.. all.Values.OrderBy(group => group.Id, StringComparer.Ordinal)];
    }
}
