using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>login: a role id and a secret id for a token.</summary>
internal sealed class LoginPath(RoleStore store, MountEntry mount, ActiveVault vault)
{
    public PathRoute Route() => new PathRoute("login").Field("role_id", FieldType.Text).Field("secret_id", FieldType.Text)
        .On(Operation.Update, LogInAsync);

    private async ValueTask<LogicalResponse?> LogInAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("role_id") is not { Length: > 0 } roleId)
        {
            return LogicalResponse.Invalid("missing role_id");
        }

        if (await store.FindByRoleIdAsync(roleId, cancellationToken) is not { } role)
        {
            return LogicalResponse.Invalid("invalid role ID");
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
                return LogicalResponse.Invalid("invalid secret id");
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
