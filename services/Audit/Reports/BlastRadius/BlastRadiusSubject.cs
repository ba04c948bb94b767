namespace PenguinMails.Audit.Reports.BlastRadius;

/// <summary>Whose reveals are asked for.</summary>
internal abstract record BlastRadiusSubject
{
    private const int MaxTextLength = 320;

    private BlastRadiusSubject() { }

    /// <summary>The condition on <c>audit_record r</c>, and its parameter Subject.</summary>
    public abstract (string Condition, object Value) Reveals { get; }

    /// <summary>For the reason of a rotation. It names no person, because that reason is stored where persons cannot be erased.</summary>
    public abstract string Kind { get; }

    /// <summary>As the report shows it.</summary>
    public abstract override string ToString();

    /// <summary>Reads the one that is given; records what is wrong.</summary>
    public static BlastRadiusSubject? Parse(string? user, string? token, string? secret, FieldErrors errors)
    {
        var given = new[] { user, token, secret }.Count(value => value is not null);
        foreach (var (field, value) in new[] { ("user", user), ("token", token), ("secret", secret) })
        {
            errors.Require(given == 1 || (given > 1 && value is null), field, "Give exactly one of user, token and secret.");
        }

        errors
            .Require(user is null || IsName(user), "user", $"Must have 1 to {MaxTextLength} characters, none of them a control character.")
            .Require(token is null || Guid.TryParseExact(token, "D", out _), "token", "Must be a session's id, a UUID.")
            .Require(secret is null || SecretOf(secret) is not null, "secret", "Must be {type}/{tenantId}/{name}, such as ssh/550e8400-e29b-41d4-a716-446655440000/tenant.");
        return errors.Any ? null : user is not null ? new OfUser(user) : token is not null ? new OfSession(Guid.Parse(token)) : new OfSecret(SecretOf(secret!)!);
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxTextLength && !text.Any(char.IsControl);

    private static SecretReference? SecretOf(string text) =>
        IsName(text) && text.Split('/', 3) is [{ Length: > 0 } type, var tenant, { Length: > 0 } name] && Guid.TryParseExact(tenant, "D", out var tenantId)
            ? new SecretReference(tenantId, type, name)
            : null;

    /// <summary>Every secret that one person has seen.</summary>
    public sealed record OfUser(string User) : BlastRadiusSubject
    {
        public override string Kind => "user";

        public override (string Condition, object Value) Reveals =>
            ("r.person_id = (select person_id from audit_person where name_key = @Subject)", User.ToLowerInvariant());

        public override string ToString() => $"user {User}";
    }

    /// <summary>Everything that was seen with one session's tokens.</summary>
    public sealed record OfSession(Guid SessionId) : BlastRadiusSubject
    {
        public override string Kind => "session";

        public override (string Condition, object Value) Reveals => ("r.session_id = @Subject", SessionId);

        public override string ToString() => $"session {SessionId}";
    }

    /// <summary>Everybody who saw one secret as it is now.</summary>
    public sealed record OfSecret(SecretReference Secret) : BlastRadiusSubject
    {
        public override string Kind => "secret";

        public override (string Condition, object Value) Reveals =>
            ("r.path_id = (select path_id from audit_path where path = 'penguinmails/' || @Subject)", Secret.ToString());

        public override string ToString() => $"secret {Secret}";
    }
}
