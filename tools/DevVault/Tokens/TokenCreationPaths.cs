using System.Text.RegularExpressions;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>auth/token/create and create-orphan.</summary>
internal sealed partial class TokenCreationPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() => [Route("create", isOrphan: false), Route("create-orphan", isOrphan: true)];

    private PathRoute Route(string path, bool isOrphan) => new PathRoute(path)
        .Field("id", FieldType.Text).Field("policies", FieldType.Texts).Field("meta", FieldType.Pairs).Field("no_parent", FieldType.Boolean)
        .Field("no_default_policy", FieldType.Boolean).Field("ttl", FieldType.Text).Field("lease", FieldType.Text)
        .Field("renewable", FieldType.Boolean).Field("explicit_max_ttl", FieldType.Text).Field("period", FieldType.Text)
        .Field("display_name", FieldType.Text).Field("num_uses", FieldType.Integer).Field("type", FieldType.Text)
        .On(Operation.Update, (request, fields, stop) => CreateAsync(request, TokenWish.From(fields), isOrphan, stop));

    private async ValueTask<LogicalResponse?> CreateAsync(LogicalRequest request, TokenWish wish, bool isOrphan, CancellationToken cancellationToken)
    {
        var parent = request.Token!;
        var isPrivileged = (await vault.Access.OfEntryAsync(parent, cancellationToken)).HasSudo(request.Path);
        if (TokenRules.Problem(wish, parent, isPrivileged) is { } problem)
        {
            return LogicalResponse.Invalid(problem);
        }

        var policies = TokenRules.Policies(wish, parent, isPrivileged);
        if (TokenRules.PolicyProblem(wish, policies, parent, isPrivileged) is { } policyProblem)
        {
            return LogicalResponse.Invalid(policyProblem);
        }

        isOrphan |= wish.NoParent;
        var now = vault.Time.GetUtcNow();
        var lifetime = Lifetime(wish, policies, now);
        if (lifetime.Value == TimeSpan.Zero && parent.CreationTtl > TimeSpan.Zero)
        {
            return LogicalResponse.Invalid("expiring root tokens cannot create non-expiring root tokens");
        }

        var entry = new TokenEntry
        {
            Hash = string.Empty,
            ParentHash = isOrphan ? string.Empty : parent.Hash,
            Policies = policies,
            Path = request.Path,
            Meta = wish.Meta,
            DisplayName = DisplayName(wish.DisplayName),
            NumUses = wish.NumUses,
            Created = now,
            CreationTtl = lifetime.Value,
            ExplicitMaxTtl = wish.ExplicitMaxTtl,
            Period = wish.Period,
            Expires = lifetime.Value == TimeSpan.Zero ? null : now + lifetime.Value,
            Renewable = wish.Renewable && wish.Type != "batch" && lifetime.Value > TimeSpan.Zero,
            EntityId = isOrphan ? string.Empty : parent.EntityId,
            BoundCidrs = isOrphan || lifetime.Value == TimeSpan.Zero ? [] : parent.BoundCidrs,
            Kind = wish.Type == "batch" ? TokenKind.Batch : TokenKind.Service,
        };
        return await GrantAsync(entry, wish, lifetime.Warning, cancellationToken);
    }

    private async ValueTask<LogicalResponse?> GrantAsync(TokenEntry entry, TokenWish wish, string? warning, CancellationToken cancellationToken)
    {
        if (wish.Id.Length > 0 && await vault.Tokens.FindAsync(wish.Id, cancellationToken) is not null)
        {
            return LogicalResponse.Invalid("cannot create a token with a duplicate ID");
        }

        var (token, created) = await vault.Tokens.CreateAsync(entry, wish.Id.Length > 0 ? wish.Id : null, cancellationToken);
        if (!created.IsOrphan && await vault.Tokens.FindByHashAsync(created.ParentHash, cancellationToken) is null)
        {
            // The parent was revoked meanwhile and did not see this child.
            await vault.Tokens.RevokeAsync(created.Hash, CancellationToken.None);
            return LogicalResponse.Invalid("parent token lookup failed: no parent found");
        }

        var response = new LogicalResponse
        {
            Auth = new(token, created, [], (long)created.CreationTtl.TotalSeconds, created.Renewable),
            Warnings = warning is null ? null : [warning],
        };
        foreach (var policy in created.Policies)
        {
            if (await vault.Policies.FindAsync(policy, cancellationToken) is null)
            {
                response.WithWarning($"Policy \"{policy}\" does not exist");
            }
        }

        return response;
    }

    private TimeToLive Lifetime(TokenWish wish, IReadOnlyList<string> policies, DateTimeOffset now)
    {
        var isRoot = policies.Contains("root", StringComparer.Ordinal);
        if (isRoot && wish.Period == TimeSpan.Zero && wish.Ttl == TimeSpan.Zero)
        {
            return new(wish.ExplicitMaxTtl, null);
        }

        var limits = vault.Mounts.Find("token/", isAuth: true)!.Limits;
        return TimeToLive.Calculate(new(wish.Ttl, wish.Period, TimeSpan.Zero, wish.ExplicitMaxTtl, now, limits), now);
    }

    private static string DisplayName(string wish) =>
        wish.Length == 0 ? "token" : NotInNames().Replace("token-" + wish, "-").TrimEnd('-');

    [GeneratedRegex("[^a-zA-Z0-9-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInNames();
}
