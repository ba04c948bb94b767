using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>login: a role id and a secret id for a token.</summary>
internal sealed class LoginPath(RoleStore store, MountEntry mount, ActiveVault vault)
{
    private static LogicalResponse Unknown => LogicalResponse.Invalid("invalid role or secret ID");

    public PathRoute Route() => new PathRoute("login").Field("role_id", FieldType.Text).Field("secret_id", FieldType.Text)
        .On(Operation.Read, UnlessLockedAsync).On(Operation.List, UnlessLockedAsync).On(Operation.Delete, UnlessLockedAsync)
        .On(Operation.Update, UnlessLockedAsync);

    // Whatever the verb, Vault first asks who wants to log in; without a lockout it does not.
    private async ValueTask<LogicalResponse?> UnlessLockedAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var roleId = fields.Text("role_id").Trim();
        if (roleId.Length == 0 && !mount.Lockout.IsDisabled)
        {
            return LogicalResponse.Refused(StatusCodes.Status500InternalServerError, "failed to determine alias name from login request");
        }

        if (vault.FailedLogins.IsLocked(mount, roleId))
        {
            return new() { Refusal = Refusal.PermissionDenied };
        }

        if (request.Operation != Operation.Update)
        {
            return LogicalResponse.Failed(StatusCodes.Status405MethodNotAllowed, "unsupported operation");
        }

        var response = await LogInAsync(request, fields, cancellationToken);
        if (response?.Auth is not null)
        {
            vault.FailedLogins.Forget(mount.Accessor, roleId);
        }

        return response;
    }

    private async ValueTask<LogicalResponse?> LogInAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("role_id").Trim() is not { Length: > 0 } roleId)
        {
            return LogicalResponse.Invalid("missing role_id");
        }

        if (await store.FindByRoleIdAsync(roleId, cancellationToken) is not { } role)
        {
            return Unknown; // counts for no lockout: there is nobody to lock out
        }

        SecretId? secretId = null;
        if (role.BindSecretId)
        {
            if (fields.Text("secret_id").Trim() is not { Length: > 0 } plainText)
            {
                return LogicalResponse.Invalid("missing secret_id");
            }

            // The use is taken before anything else can refuse: nobody gets a second guess with the same secret id.
            secretId = await store.UseAsync(role.Name, plainText, request.RemoteAddress, cancellationToken);
            if (secretId is null)
            {
                vault.FailedLogins.Add(mount, roleId);
                return Unknown;
            }
        }

        return Cidrs.Allow(role.SecretIdBoundCidrs ?? [], request.RemoteAddress)
            ? await GrantAsync(request, role, secretId, cancellationToken)
            : LogicalResponse.Invalid($"source address \"{request.RemoteAddress}\" unauthorized by CIDR restrictions on the role");
    }

    private async ValueTask<LogicalResponse?> GrantAsync(LogicalRequest request, Role role, SecretId? secretId, CancellationToken cancellationToken)
    {
        var entity = await vault.Identity.EntityForLoginAsync(mount.Accessor, role.RoleId, cancellationToken);
        if (entity.Disabled)
        {
            return new() { Refusal = Refusal.PermissionDenied };
        }

        var now = vault.Time.GetUtcNow();
        var lifetime = TimeToLive.Calculate(
            new(role.TokenTtl, role.TokenPeriod, role.TokenMaxTtl, role.TokenExplicitMaxTtl, now, mount.Limits), now);
        var isBatch = role.TokenType is "batch" or "default-batch";
        var (token, entry) = await vault.Tokens.CreateAsync(
            new()
            {
                Hash = string.Empty,
                Policies = TokenRules.Sanitize(role.TokenPolicies, addDefault: !role.TokenNoDefaultPolicy),
                Path = request.Path,
                Meta = new Dictionary<string, string>(secretId?.Metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal) { ["role_name"] = role.Name },
                DisplayName = mount.Path.TrimEnd('/').Replace('/', '-'),
                NumUses = isBatch ? 0 : role.TokenNumUses,
                Created = now,
                CreationTtl = lifetime.Value,
                ExplicitMaxTtl = role.TokenExplicitMaxTtl,
                MaxTtl = role.TokenMaxTtl,
                Period = role.TokenPeriod,
                Expires = now + lifetime.Value,
                Renewable = !isBatch,
                EntityId = entity.Id,
                BoundCidrs = secretId is { TokenBoundCidrs.Count: > 0 } ? secretId.TokenBoundCidrs : role.TokenBoundCidrs,
                Kind = isBatch ? TokenKind.Batch : TokenKind.Service,
            },
            customId: null,
            cancellationToken);
        return new()
        {
            Auth = new(token, entry, vault.Access.IdentityPolicies(entry), (long)lifetime.Value.TotalSeconds, entry.Renewable),
            Warnings = lifetime.Warning is { } warning ? [warning] : null,
        };
    }
}
