namespace PenguinMails.DevVault.Tokens;

/// <summary>What the maker of a token may ask for. Answers are Vault's words, or null when all is well.</summary>
internal static class TokenRules
{
    public static string? Problem(TokenWish wish, TokenEntry parent, bool isPrivileged) => wish switch
    {
        _ when parent.Kind == TokenKind.Batch => "batch tokens cannot create more tokens",
        _ when parent.NumUses != 0 => "restricted use token cannot generate child tokens",
        { Type: not ("" or "service" or "batch") } => "invalid 'token_type' value",
        { Type: "batch" } when wish.ExplicitMaxTtl > TimeSpan.Zero => "batch tokens cannot have \"explicit_max_ttl\" set",
        { Type: "batch" } when wish.NumUses != 0 => "batch tokens cannot have \"num_uses\" set",
        { Type: "batch" } when wish.Period > TimeSpan.Zero => "batch tokens cannot have \"period\" set",
        { NumUses: < 0 } => "number of uses cannot be negative",
        { Id.Length: > 0 } when !isPrivileged => "root or sudo privileges required to specify token id",
        { Id: ['s', '.', ..] } => "custom token ID cannot have the 's.' prefix",
        { Id.Length: > 0 } when wish.Id.Contains('.', StringComparison.Ordinal) => "custom token ID cannot have a '.' in the value",
        { NoParent: true } when !isPrivileged => "root or sudo privileges required to create orphan token",
        _ => null,
    };

    /// <summary>Lower case, sorted, each once; "root" stands alone.</summary>
    public static IReadOnlyList<string> Policies(TokenWish wish, TokenEntry parent, bool isPrivileged)
    {
        if (wish.Policies is null)
        {
            return wish.NoDefaultPolicy ? [.. parent.Policies.Where(policy => policy != "default")] : parent.Policies;
        }

        var addDefault = !wish.NoDefaultPolicy && (isPrivileged || parent.Policies.Contains("default", StringComparer.Ordinal));
        return Sanitize(wish.Policies, addDefault);
    }

    public static IReadOnlyList<string> Sanitize(IEnumerable<string> policies, bool addDefault)
    {
        var clean = policies.Select(policy => policy.Trim().ToLowerInvariant()).Where(policy => policy.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (clean.Contains("root"))
        {
            return ["root"];
        }

        if (addDefault)
        {
            clean.Add("default");
        }

        return [.. clean.Order(StringComparer.Ordinal)];
    }

    public static string? PolicyProblem(TokenWish wish, IReadOnlyList<string> policies, TokenEntry parent, bool isPrivileged)
    {
        if (!isPrivileged && wish.Policies is not null && policies.Except(parent.Policies, StringComparer.Ordinal).Any())
        {
            return "child policies must be subset of parent";
        }

        if (policies.Contains("root", StringComparer.Ordinal) && !parent.IsRoot)
        {
            return "root tokens may not be created without parent token being root";
        }

        return policies.Contains("response-wrapping", StringComparer.Ordinal)
            ? "cannot create tokens with policy response-wrapping"
            : wish.Period > TimeSpan.Zero && !isPrivileged ? "root or sudo privileges required to create periodic token" : null;
    }
}
