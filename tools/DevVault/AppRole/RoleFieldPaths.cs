using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.AppRole;

/// <summary>role/{name}/{setting}: one setting of a role by itself.</summary>
internal sealed class RoleFieldPaths(RoleStore store)
{
    private static readonly (string Path, string Field, Func<Role, Role> Reset)[] Settings =
    [
        ("bind-secret-id", "bind_secret_id", role => role with { BindSecretId = true }),
        ("secret-id-bound-cidrs", "secret_id_bound_cidrs", role => role with { SecretIdBoundCidrs = null }),
        ("secret-id-num-uses", "secret_id_num_uses", role => role with { SecretIdNumUses = 0 }),
        ("secret-id-ttl", "secret_id_ttl", role => role with { SecretIdTtl = TimeSpan.Zero }),
        ("period", "token_period", role => role with { TokenPeriod = TimeSpan.Zero }),
        ("policies", "token_policies", role => role with { TokenPolicies = [] }),
        ("token-bound-cidrs", "token_bound_cidrs", role => role with { TokenBoundCidrs = [] }),
        ("token-max-ttl", "token_max_ttl", role => role with { TokenMaxTtl = TimeSpan.Zero }),
        ("token-num-uses", "token_num_uses", role => role with { TokenNumUses = 0 }),
        ("token-ttl", "token_ttl", role => role with { TokenTtl = TimeSpan.Zero }),
    ];

    public IEnumerable<PathRoute> Routes() => Settings.Select(setting => RoleFields.Add(new PathRoute($"role/{{role_name}}/{setting.Path}/?"))
        .On(Operation.Read, async (_, fields, stop) => await store.FindAsync(fields.Text("role_name"), stop) is { } role
            ? LogicalResponse.Of((setting.Field, role.ToJson()[setting.Field]))
            : null)
        .On(Operation.Update, (_, fields, stop) => ChangeAsync(fields, role => RoleFields.Apply(role, fields), stop))
        .On(Operation.Delete, (_, fields, stop) => ChangeAsync(fields, setting.Reset, stop)));

    private async ValueTask<LogicalResponse?> ChangeAsync(FieldData fields, Func<Role, Role> change, CancellationToken cancellationToken)
    {
        var name = fields.Text("role_name").ToLowerInvariant();
        using var held = await store.LockAsync(name, cancellationToken);
        if (await store.FindAsync(name, cancellationToken) is not { } former)
        {
            return LogicalResponse.Refused(StatusCodes.Status404NotFound, $"role \"{name}\" does not exist");
        }

        var role = change(former) with { RoleId = former.RoleId };
        if (RoleFields.Problem(role) is { } problem)
        {
            return problem;
        }

        await store.WriteAsync(role, former, cancellationToken);
        return null;
    }
}
