using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>Roles and their secret ids.</summary>
internal sealed class RoleStore(BarrierView view, TimeProvider time)
{
    private readonly PathLocks _changing = new();

    public ValueTask<PathLocks.Holder> LockAsync(string roleName, CancellationToken cancellationToken) =>
        _changing.TakeAsync(roleName, cancellationToken);

    public ValueTask<Role?> FindAsync(string name, CancellationToken cancellationToken) =>
        view.ReadAsync<Role>("role/" + name.ToLowerInvariant(), cancellationToken);

    public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => view.ListAsync("role/", cancellationToken);

    public async ValueTask<Role?> FindByRoleIdAsync(string roleId, CancellationToken cancellationToken) =>
        await view.ReadAsync<RoleName>(RoleIdPath(roleId), cancellationToken) is { } known ? await FindAsync(known.Name, cancellationToken) : null;

    /// <param name="former">The role as it was; its old role id is forgotten when it changed.</param>
    public ValueTask WriteAsync(Role role, Role? former, CancellationToken cancellationToken)
    {
        var changes = new List<BarrierChange>();
        if (former is not null && former.RoleId != role.RoleId)
        {
            changes.Add(view.Remove(RoleIdPath(former.RoleId)));
        }

        changes.Add(view.Put("role/" + role.Name, role));
        changes.Add(view.Put(RoleIdPath(role.RoleId), new RoleName(role.Name)));
        return view.ApplyAsync(changes, cancellationToken);
    }

    public async ValueTask DeleteAsync(Role role, CancellationToken cancellationToken)
    {
        await view.ApplyAsync([view.Remove("role/" + role.Name), view.Remove(RoleIdPath(role.RoleId))], cancellationToken);
        await view.DeleteUnderAsync($"secret-id/{role.Name}/", cancellationToken);
        await view.DeleteUnderAsync($"accessor/{role.Name}/", cancellationToken);
    }

    public ValueTask WriteAsync(SecretId secretId, CancellationToken cancellationToken) => view.ApplyAsync(
        [
            view.Put(SecretIdPath(secretId.RoleName, secretId.Hash), secretId),
            view.Put(AccessorPath(secretId.RoleName, secretId.Accessor), new SecretIdName(secretId.Hash)),
        ],
        cancellationToken);

    public async ValueTask<SecretId?> FindSecretIdAsync(string roleName, string plainTextSecretId, CancellationToken cancellationToken) =>
        Living(await view.ReadAsync<SecretId>(SecretIdPath(roleName, TokenText.Hash(plainTextSecretId)), cancellationToken));

    public async ValueTask<SecretId?> FindByAccessorAsync(string roleName, string accessor, CancellationToken cancellationToken) =>
        await view.ReadAsync<SecretIdName>(AccessorPath(roleName, accessor), cancellationToken) is { } known
            ? Living(await view.ReadAsync<SecretId>(SecretIdPath(roleName, known.Hash), cancellationToken))
            : null;

    public async ValueTask<IReadOnlyList<SecretId>> SecretIdsAsync(string roleName, CancellationToken cancellationToken)
    {
        var all = new List<SecretId>();
        foreach (var hash in await view.ListAsync($"secret-id/{roleName}/", cancellationToken))
        {
            if (await view.ReadAsync<SecretId>(SecretIdPath(roleName, hash), cancellationToken) is { } secretId)
            {
                all.Add(secretId);
            }
        }

        return all;
    }

    public ValueTask DeleteAsync(SecretId secretId, CancellationToken cancellationToken) => view.ApplyAsync(
        [view.Remove(SecretIdPath(secretId.RoleName, secretId.Hash)), view.Remove(AccessorPath(secretId.RoleName, secretId.Accessor))], cancellationToken);

    /// <summary>Takes one use of a secret id. Null when there is no such secret id, or no use of it left.</summary>
    public async ValueTask<SecretId?> UseAsync(string roleName, string plainTextSecretId, string address, CancellationToken cancellationToken)
    {
        using var held = await LockAsync("use " + roleName, cancellationToken);
        if (await FindSecretIdAsync(roleName, plainTextSecretId, cancellationToken) is not { } secretId)
        {
            return null;
        }

        if (!Core.Cidrs.Allow(secretId.Cidrs, address))
        {
            throw Logical.RefusedException.Invalid($"source address \"{address}\" unauthorized through CIDR restrictions on the secret ID");
        }

        switch (secretId.NumUses)
        {
            case 1:
                await DeleteAsync(secretId, cancellationToken);
                break;
            case > 1:
                await view.WriteAsync(SecretIdPath(roleName, secretId.Hash), secretId with { NumUses = secretId.NumUses - 1 }, cancellationToken);
                break;
        }

        return secretId;
    }

    /// <summary>Removes secret ids whose time is over.</summary>
    public async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var role in await NamesAsync(cancellationToken))
        {
            foreach (var secretId in await SecretIdsAsync(role, cancellationToken))
            {
                if (secretId.IsExpired(time.GetUtcNow()))
                {
                    await DeleteAsync(secretId, cancellationToken);
                }
            }
        }
    }

    private SecretId? Living(SecretId? secretId) => secretId is null || secretId.IsExpired(time.GetUtcNow()) ? null : secretId;

    private static string RoleIdPath(string roleId) => "role-id/" + TokenText.Hash(roleId);

    private static string SecretIdPath(string roleName, string hash) => $"secret-id/{roleName}/{hash}";

    private static string AccessorPath(string roleName, string accessor) => $"accessor/{roleName}/{TokenText.Hash(accessor)}";

    private sealed record RoleName(string Name);

    private sealed record SecretIdName(string Hash);
}
