using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.AppRole;

/// <summary>
/// Counts wrong logins of a role id and locks it. No token is needed to lock somebody else's role: Vault has had this since 1.13, and it
/// is on unless the mount says otherwise. (https://developer.hashicorp.com/vault/docs/concepts/user-lockout)
/// </summary>
internal sealed class FailedLogins(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Accessor, string RoleId), Failures> _failures = [];

    /// <summary>Whether logins of this role id are refused unseen.</summary>
    public bool IsLocked(MountEntry mount, string roleId)
    {
        lock (_gate)
        {
            return !mount.Lockout.IsDisabled && IsLocked(mount, _failures.GetValueOrDefault((mount.Accessor, roleId)));
        }
    }

    public void Add(MountEntry mount, string roleId)
    {
        if (mount.Lockout.IsDisabled)
        {
            return;
        }

        lock (_gate)
        {
            var now = time.GetUtcNow();
            var before = _failures.GetValueOrDefault((mount.Accessor, roleId));
            var counts = before is not null && now - before.Last <= mount.Lockout.EffectiveCounterReset;
            _failures[(mount.Accessor, roleId)] = new Failures(counts ? before!.Count + 1 : 1, now);
        }
    }

    public void Forget(string accessor, string roleId)
    {
        lock (_gate)
        {
            _failures.Remove((accessor, roleId));
        }
    }

    /// <summary>The locked role ids of a mount.</summary>
    public IReadOnlyList<string> LockedOf(MountEntry mount)
    {
        lock (_gate)
        {
            return
            [
                .. _failures.Where(failure => failure.Key.Accessor == mount.Accessor && IsLocked(mount, failure.Value))
                    .Select(failure => failure.Key.RoleId).Order(StringComparer.Ordinal),
            ];
        }
    }

    private bool IsLocked(MountEntry mount, Failures? failures) =>
        failures is not null
        && failures.Count >= mount.Lockout.EffectiveThreshold
        && time.GetUtcNow() - failures.Last < mount.Lockout.EffectiveDuration;

    private sealed record Failures(long Count, DateTimeOffset Last);
}
