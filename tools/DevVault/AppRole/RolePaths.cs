using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>role/ and role/{name}, with its role id.</summary>
internal sealed class RolePaths(RoleStore store)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("role/?").On(Operation.List, async (_, _, stop) => LogicalResponse.Keys(await store.NamesAsync(stop))),
        RoleFields.Add(new PathRoute("role/{role_name}"))
            .On(Operation.Read, ReadAsync)
            .OnWrite(WriteAsync)
            .On(Operation.Delete, DeleteAsync)
            .ExistsIf(async (_, fields, stop) => await store.FindAsync(fields.Text("role_name"), stop) is not null),
        new PathRoute("role/{role_name}/role-id/?").Field("role_id", FieldType.Text)
            .On(Operation.Read, ReadRoleIdAsync)
            .On(Operation.Update, WriteRoleIdAsync),
    ];

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await store.FindAsync(fields.Text("role_name"), cancellationToken) is { } role ? LogicalResponse.Of(role.ToJson()) : null;

    private async ValueTask<LogicalResponse?> WriteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("role_name").ToLowerInvariant();
        using var held = await store.LockAsync(name, cancellationToken);
        var former = await store.FindAsync(name, cancellationToken);
        var role = RoleFields.Apply(former ?? new() { Name = name, RoleId = TokenText.NewSecretUuid() }, fields);
        if (RoleFields.Problem(role) is { } problem)
        {
            return problem;
        }

        return await WriteAsync(role, former, cancellationToken);
    }

    private async ValueTask<LogicalResponse?> WriteAsync(Role role, Role? former, CancellationToken cancellationToken)
    {
        if (await store.FindByRoleIdAsync(role.RoleId, cancellationToken) is { } other && other.Name != role.Name)
        {
            return LogicalResponse.Failed(StatusCodes.Status500InternalServerError, "role_id already in use");
        }

        await store.WriteAsync(role, former, cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("role_name").ToLowerInvariant();
        using var held = await store.LockAsync(name, cancellationToken);
        if (await store.FindAsync(name, cancellationToken) is { } role)
        {
            await store.DeleteAsync(role, cancellationToken);
        }

        return null;
    }

    private async ValueTask<LogicalResponse?> ReadRoleIdAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await store.FindAsync(fields.Text("role_name"), cancellationToken) is { } role ? LogicalResponse.Of(("role_id", role.RoleId)) : null;

    private async ValueTask<LogicalResponse?> WriteRoleIdAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var name = fields.Text("role_name").ToLowerInvariant();
        using var held = await store.LockAsync(name, cancellationToken);
        if (await store.FindAsync(name, cancellationToken) is not { } former)
        {
            return null;
        }

        return fields.Text("role_id") is { Length: > 0 } roleId
            ? await WriteAsync(former with { RoleId = roleId }, former, cancellationToken)
            : LogicalResponse.Invalid("missing role_id");
    }
}
