using System.Collections.Frozen;

namespace PenguinMails.Vault.Http;

/// <summary>
/// The kind of a request, read off its method and path: a name without tenants for metrics, spans and messages, and whether
/// it can be repeated after its answer got lost.
/// </summary>
internal sealed record VaultRoute(string Name, bool IsRepeatable)
{
    private const string Prefix = "/v1/";

    // Only these words are shown; whatever else stands in a path (tenant, secret, role, key) becomes "*".
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "secret", "data", "metadata", "destroy", "delete", "undelete", "config", "penguinmails", "ssh", "smtp", "api-keys", "dkim", "oauth",
        "transit", "keys", "encrypt", "decrypt", "rewrap", "sign", "verify", "rotate", "auth", "approle", "role",
        "role-id", "secret-id", "secret-id-accessor", "login", "token", "lookup", "lookup-self", "renew-self", "revoke-self", "sys", "health", "seal-status", "leader",
        "mounts", "tune", "policies", "acl", "audit", "wrapping", "unwrap", "identity", "entity", "entity-alias", "name", "id", "capabilities-self");

    // Requests that change nothing, or bring about the same state however often they are made. Not among them: writing data (cleared up
    // by reading back), unwrapping and signing in with a single-use secret id (they spend something), rotating a key (adds a version).
    private static readonly string[] RepeatableEndings = ["lookup", "lookup-self", "renew-self", "revoke-self", "capabilities-self", "config", "destroy-accessor"];

    private static readonly FrozenSet<string> RepeatableParts = FrozenSet.Create(
        StringComparer.Ordinal, "encrypt", "decrypt", "rewrap", "sign", "verify", "destroy", "metadata", "policies");

    public static VaultRoute Of(HttpMethod method, Uri? address)
    {
        var path = address?.AbsolutePath ?? "";
        var parts = (path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path).Trim('/').Split('/');
        var verb = method == HttpMethod.Get && address?.Query.Contains("list=true", StringComparison.Ordinal) == true ? "LIST" : method.Method;
        return new VaultRoute($"{verb} {string.Join('/', parts.Select(part => Words.Contains(part) ? part : "*"))}", CanRepeat(method, parts));
    }

    private static bool CanRepeat(HttpMethod method, string[] parts)
    {
        if (method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Delete || method.Method == "LIST")
        {
            return true;
        }

        var second = parts.Length > 1 ? parts[1] : "";
        return RepeatableParts.Contains(second)
            || RepeatableEndings.Contains(parts[^1], StringComparer.Ordinal)
            || (second == "keys" && parts.Length == 3);
    }
}
