using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Audit;

/// <summary>
/// What audit devices write of one request: a "request" record before it is handled, a "response" record before it is answered.
/// (https://developer.hashicorp.com/vault/docs/audit)
/// </summary>
internal sealed class AuditRecord(LogicalRequest request, TokenEntry? token, AccessControl access)
{
    public Dictionary<string, object?> Request(AuditSalt salt, DateTimeOffset now, Refusal? refusal)
    {
        var record = Start("request", now);
        record["auth"] = Caller(salt);
        record["request"] = Asked(salt);
        if (refusal is not null)
        {
            record["error"] = refusal.Errors.FirstOrDefault() ?? string.Empty;
        }

        return record;
    }

    public Dictionary<string, object?> Response(AuditSalt salt, DateTimeOffset now, LogicalResponse? response)
    {
        var record = Start("response", now);
        record["auth"] = response?.Auth is { } granted ? Grant(granted, salt) : Caller(salt);
        record["request"] = Asked(salt);
        record["response"] = Answered(response, salt);
        if (response?.Refusal is { } refusal)
        {
            record["error"] = Refusal.ListOfOne(Outer(refusal));
        }

        return record;
    }

    private static Dictionary<string, object?> Start(string type, DateTimeOffset now) =>
        new(StringComparer.Ordinal) { ["time"] = Rfc3339.Nano(now), ["type"] = type };

    /// <summary>The kind of error that goes with an answer; its text is in the answer and hashed there.</summary>
    private static string Outer(Refusal refusal) => refusal.Status switch
    {
        StatusCodes.Status403Forbidden => "permission denied",
        StatusCodes.Status404NotFound => "unsupported path",
        StatusCodes.Status405MethodNotAllowed => "unsupported operation",
        _ when refusal.Listed => refusal.Message ?? string.Empty,
        _ => "invalid request",
    };

    private Dictionary<string, object?> Caller(AuditSalt salt) => token is null
        ? new(StringComparer.Ordinal) { ["token_type"] = "default" }
        : Describe(token, salt.HashIfAny(request.ClientToken), access.IdentityPolicies(token), salt);

    private static Dictionary<string, object?> Grant(AuthGrant granted, AuditSalt salt) =>
        Describe(granted.Token, salt.HashIfAny(granted.PlainTextToken), granted.IdentityPolicies, salt);

    private static Dictionary<string, object?> Describe(TokenEntry entry, string hashedToken, IReadOnlyList<string> identityPolicies, AuditSalt salt)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["client_token"] = hashedToken,
            ["accessor"] = salt.HashIfAny(entry.Accessor),
            ["display_name"] = entry.DisplayName,
            ["policies"] = entry.Policies.Union(identityPolicies, StringComparer.Ordinal).ToList(),
            ["token_policies"] = entry.Policies,
            ["metadata"] = entry.Meta,
            ["entity_id"] = entry.EntityId,
            ["token_type"] = entry.TypeName,
            ["token_issue_time"] = Rfc3339.Nano(DateTimeOffset.FromUnixTimeSeconds(entry.Created.ToUnixTimeSeconds())),
        };
        if (identityPolicies.Count > 0)
        {
            json["identity_policies"] = identityPolicies;
        }

        if (entry.NumUses > 0)
        {
            json["remaining_uses"] = entry.NumUses;
        }

        if (entry.CreationTtl > TimeSpan.Zero)
        {
            json["token_ttl"] = (long)entry.CreationTtl.TotalSeconds;
        }

        return WithoutEmpty(json);
    }

    private Dictionary<string, object?> Asked(AuditSalt salt)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = request.Id,
            ["operation"] = request.Operation == Operation.None ? null : request.Operation.ToString().ToLowerInvariant(),
            ["mount_type"] = request.MountType,
            ["client_token"] = salt.HashIfAny(request.ClientToken),
            ["client_token_accessor"] = salt.HashIfAny(token?.Accessor ?? string.Empty),
            ["namespace"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = "root" },
            ["path"] = request.Path,
            ["data"] = AuditHasher.Hash(request.Data, salt),
            ["remote_address"] = request.RemoteAddress,
        };
        if (request.WrapTtl > TimeSpan.Zero)
        {
            json["wrap_ttl"] = (long)request.WrapTtl.TotalSeconds;
        }

        return WithoutEmpty(json);
    }

    private Dictionary<string, object?> Answered(LogicalResponse? response, AuditSalt salt)
    {
        var json = new Dictionary<string, object?>(StringComparer.Ordinal) { ["mount_type"] = request.MountType };
        if (response?.Refusal is { Message: { } message } refusal && (!refusal.Listed || refusal.Status == StatusCodes.Status403Forbidden))
        {
            json["data"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["error"] = salt.Hash(message) };
        }
        else if (response?.Raw is { } raw)
        {
            json["data"] = AuditHasher.Hash(Unwrapped(raw), salt);
        }
        else if (response is not null)
        {
            json["data"] = AuditHasher.Hash(response.Data, salt);
            json["warnings"] = response.Warnings;
        }

        if (response?.Auth is { } granted)
        {
            json["auth"] = Grant(granted, salt);
        }

        if (response?.Wrap is { } wrap)
        {
            json["wrap_info"] = Wrapped(wrap, salt);
        }

        return WithoutEmpty(json);
    }

    private static object? Unwrapped(RawJson raw) =>
        (JsonReader.Read(raw.Utf8.Span) as Dictionary<string, object?>)?.GetValueOrDefault("data");

    private static Dictionary<string, object?> Wrapped(WrapInfo wrap, AuditSalt salt) => WithoutEmpty(new(StringComparer.Ordinal)
    {
        ["ttl"] = (long)wrap.Ttl.TotalSeconds,
        ["token"] = salt.HashIfAny(wrap.WrappedToken),
        ["accessor"] = salt.HashIfAny(wrap.Accessor),
        ["creation_time"] = Rfc3339.Nano(wrap.Created),
        ["creation_path"] = wrap.CreationPath,
        ["wrapped_accessor"] = salt.HashIfAny(wrap.WrappedAccessor),
    });

    private static Dictionary<string, object?> WithoutEmpty(Dictionary<string, object?> json)
    {
        foreach (var (name, value) in json)
        {
            if (value is null or "" or System.Collections.ICollection { Count: 0 })
            {
                json.Remove(name);
            }
        }

        return json;
    }
}
