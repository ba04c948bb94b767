using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.AppRole;

/// <summary>Making, finding and destroying secret ids, by themselves or by their accessors.</summary>
internal sealed class SecretIdPaths(RoleStore store, TimeProvider time)
{
    private delegate ValueTask<SecretId?> Finder(Role role, FieldData fields, CancellationToken cancellationToken);

    public IEnumerable<PathRoute> Routes() =>
    [
        Written("role/{role_name}/secret-id/?").On(Operation.Update, (_, fields, stop) => CreateAsync(fields, null, stop)).On(Operation.List, ListAsync),
        Written("role/{role_name}/custom-secret-id/?").Field("secret_id", FieldType.Text)
            .On(Operation.Update, (_, fields, stop) => fields.Text("secret_id") is { Length: > 0 } custom
                ? CreateAsync(fields, custom, stop)
                : ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Invalid("missing secret_id"))),
        Named("role/{role_name}/secret-id/lookup/?").On(Operation.Update, (_, fields, stop) => LookUpAsync(fields, BySecretId, stop)),
        Named("role/{role_name}/secret-id/destroy/?")
            .On(Operation.Update, (_, fields, stop) => DestroyAsync(fields, BySecretId, stop))
            .On(Operation.Delete, (_, fields, stop) => DestroyAsync(fields, BySecretId, stop)),
        Named("role/{role_name}/secret-id-accessor/lookup/?").On(Operation.Update, (_, fields, stop) => LookUpAsync(fields, ByAccessor, stop)),
        Named("role/{role_name}/secret-id-accessor/destroy/?")
            .On(Operation.Update, (_, fields, stop) => DestroyAsync(fields, ByAccessor, stop))
            .On(Operation.Delete, (_, fields, stop) => DestroyAsync(fields, ByAccessor, stop)),
    ];

    private static PathRoute Written(string pattern) => new PathRoute(pattern)
        .Field("metadata", FieldType.Text).Field("cidr_list", FieldType.CommaTexts).Field("token_bound_cidrs", FieldType.CommaTexts)
        .Field("num_uses", FieldType.Integer).Field("ttl", FieldType.Duration);

    private static PathRoute Named(string pattern) =>
        new PathRoute(pattern).Field("secret_id", FieldType.Text).Field("secret_id_accessor", FieldType.Text);

    private static LogicalResponse NoRole(FieldData fields) => LogicalResponse.Invalid($"role \"{fields.Text("role_name").ToLowerInvariant()}\" does not exist");

    private async ValueTask<LogicalResponse?> CreateAsync(FieldData fields, string? custom, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(fields.Text("role_name"), cancellationToken) is not { } role)
        {
            return NoRole(fields);
        }

        if (!role.BindSecretId)
        {
            return LogicalResponse.Invalid("bind_secret_id is not set on the role");
        }

        if (fields.Texts("cidr_list").Concat(fields.Texts("token_bound_cidrs")).FirstOrDefault(cidr => !Cidrs.IsValid(cidr)) is not null)
        {
            return LogicalResponse.Invalid("failed to validate CIDR blocks");
        }

        using var held = await store.LockAsync(role.Name, cancellationToken);
        if (custom is not null && await store.FindSecretIdAsync(role.Name, custom, cancellationToken) is not null)
        {
            return LogicalResponse.Failed(StatusCodes.Status500InternalServerError, "failed to store secret_id: SecretID is already registered");
        }

        var plainText = custom ?? TokenText.NewSecretUuid();
        return await StoreAsync(New(role, fields, plainText), plainText, cancellationToken);
    }

    private async ValueTask<LogicalResponse?> StoreAsync(SecretId secretId, string plainText, CancellationToken cancellationToken)
    {
        await store.WriteAsync(secretId, cancellationToken);
        return LogicalResponse.Of(
            ("secret_id", plainText), ("secret_id_accessor", secretId.Accessor), ("secret_id_num_uses", secretId.NumUses),
            ("secret_id_ttl", (long)secretId.Ttl.TotalSeconds));
    }

    private SecretId New(Role role, FieldData fields, string plainText)
    {
        var now = time.GetUtcNow();
        var ttl = fields.Duration("ttl", role.SecretIdTtl);
        return new()
        {
            RoleName = role.Name,
            Hash = TokenText.Hash(plainText),
            Accessor = Guid.CreateVersion7().ToString(),
            NumUses = fields.Integer("num_uses", role.SecretIdNumUses),
            Ttl = ttl,
            Created = now,
            Expires = ttl > TimeSpan.Zero ? now + ttl : null,
            Metadata = Metadata(fields.Text("metadata")),
            Cidrs = fields.Texts("cidr_list"),
            TokenBoundCidrs = fields.Texts("token_bound_cidrs"),
        };
    }

    private static Dictionary<string, string> Metadata(string text)
    {
        try
        {
            return SecretIdMetadata.Parse(text);
        }
        catch (FormatException problem)
        {
            throw RefusedException.Invalid("failed to parse metadata: " + problem.Message);
        }
    }

    private async ValueTask<LogicalResponse?> ListAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await store.FindAsync(fields.Text("role_name"), cancellationToken) is { } role
            ? LogicalResponse.Keys((await store.SecretIdsAsync(role.Name, cancellationToken)).Select(secretId => secretId.Accessor))
            : NoRole(fields);

    private async ValueTask<LogicalResponse?> LookUpAsync(FieldData fields, Finder find, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(fields.Text("role_name"), cancellationToken) is not { } role)
        {
            return NoRole(fields);
        }

        return await find(role, fields, cancellationToken) is { } secretId ? LogicalResponse.Of(secretId.ToJson()) : null;
    }

    private async ValueTask<LogicalResponse?> DestroyAsync(FieldData fields, Finder find, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(fields.Text("role_name"), cancellationToken) is not { } role)
        {
            return NoRole(fields);
        }

        if (await find(role, fields, cancellationToken) is { } secretId)
        {
            await store.DeleteAsync(secretId, cancellationToken);
        }

        return null;
    }

    private ValueTask<SecretId?> BySecretId(Role role, FieldData fields, CancellationToken cancellationToken) =>
        fields.Text("secret_id") is { Length: > 0 } plainText
            ? store.FindSecretIdAsync(role.Name, plainText, cancellationToken)
            : throw RefusedException.Invalid("missing secret_id");

    private async ValueTask<SecretId?> ByAccessor(Role role, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("secret_id_accessor") is not { Length: > 0 } accessor)
        {
            throw RefusedException.Invalid("missing secret_id_accessor");
        }

        return await store.FindByAccessorAsync(role.Name, accessor, cancellationToken)
            ?? throw RefusedException.Failed(
                StatusCodes.Status500InternalServerError, $"failed to find accessor entry for secret_id_accessor: \"{accessor}\"\n");
    }
}
