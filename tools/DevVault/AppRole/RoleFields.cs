using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>The settings of a role as parameters.</summary>
internal static class RoleFields
{
    public static PathRoute Add(PathRoute route) => route
        .Field("role_id", FieldType.Text).Field("bind_secret_id", FieldType.Boolean)
        .Field("secret_id_bound_cidrs", FieldType.CommaTexts).Field("bound_cidr_list", FieldType.CommaTexts)
        .Field("secret_id_num_uses", FieldType.Integer).Field("secret_id_ttl", FieldType.Duration)
        .Field("token_bound_cidrs", FieldType.CommaTexts).Field("token_explicit_max_ttl", FieldType.Duration)
        .Field("token_max_ttl", FieldType.Duration).Field("token_no_default_policy", FieldType.Boolean)
        .Field("token_num_uses", FieldType.Integer).Field("token_period", FieldType.Duration)
        .Field("token_policies", FieldType.CommaTexts).Field("policies", FieldType.CommaTexts)
        .Field("token_ttl", FieldType.Duration).Field("token_type", FieldType.Text);

    public static Role Apply(Role role, FieldData fields) => role with
    {
        RoleId = fields.Text("role_id", role.RoleId),
        BindSecretId = fields.Boolean("bind_secret_id", role.BindSecretId),
        SecretIdBoundCidrs = First(fields, "secret_id_bound_cidrs", "bound_cidr_list") ?? role.SecretIdBoundCidrs,
        SecretIdNumUses = fields.Integer("secret_id_num_uses", role.SecretIdNumUses),
        SecretIdTtl = fields.Duration("secret_id_ttl", role.SecretIdTtl),
        TokenBoundCidrs = First(fields, "token_bound_cidrs") ?? role.TokenBoundCidrs,
        TokenExplicitMaxTtl = fields.Duration("token_explicit_max_ttl", role.TokenExplicitMaxTtl),
        TokenMaxTtl = fields.Duration("token_max_ttl", role.TokenMaxTtl),
        TokenNoDefaultPolicy = fields.Boolean("token_no_default_policy", role.TokenNoDefaultPolicy),
        TokenNumUses = fields.Integer("token_num_uses", role.TokenNumUses),
        TokenPeriod = fields.Duration("token_period", role.TokenPeriod),
        TokenPolicies = First(fields, "token_policies", "policies") is { } policies ? TokenRules.Sanitize(policies, addDefault: false) : role.TokenPolicies,
        TokenTtl = fields.Duration("token_ttl", role.TokenTtl),
        TokenType = fields.Text("token_type", role.TokenType) is { Length: > 0 } type ? type : "default",
    };

    /// <summary>Why a role cannot be like this, or null.</summary>
    public static LogicalResponse? Problem(Role role)
    {
        if (!role.BindSecretId && (role.SecretIdBoundCidrs?.Count ?? 0) == 0 && role.TokenBoundCidrs.Count == 0)
        {
            return LogicalResponse.Failed(StatusCodes.Status500InternalServerError, "at least one constraint should be enabled on the role");
        }

        if ((role.SecretIdBoundCidrs ?? []).Concat(role.TokenBoundCidrs).FirstOrDefault(cidr => !Cidrs.IsValid(cidr)) is { } cidr)
        {
            return LogicalResponse.Invalid($"invalid CIDR blocks: {cidr}");
        }

        return role switch
        {
            { TokenType: not ("default" or "service" or "batch" or "default-service" or "default-batch") } =>
                LogicalResponse.Invalid("invalid 'token_type' value \"" + role.TokenType + "\""),
            { TokenMaxTtl.Ticks: > 0 } when role.TokenTtl > role.TokenMaxTtl => LogicalResponse.Invalid("'token_ttl' cannot be greater than 'token_max_ttl'"),
            { SecretIdNumUses: < 0 } => LogicalResponse.Invalid("secret_id_num_uses cannot be negative"),
            { TokenNumUses: < 0 } => LogicalResponse.Invalid("'token_num_uses' cannot be negative"),
            _ => null,
        };
    }

    private static List<string>? First(FieldData fields, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (fields.Has(name))
            {
                return fields.Texts(name);
            }
        }

        return null;
    }
}
