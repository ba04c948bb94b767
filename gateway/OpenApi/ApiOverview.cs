using System.Text.Json.Nodes;

namespace PenguinMails.Gateway.OpenApi;

/// <summary>What the document says of the API as a whole, and of each group of calls.</summary>
internal static class ApiOverview
{
    private const string Description =
        """
        Secrets of the PenguinMails platform: issue, rotate, revoke, prove and audit.

        Errors are problems (RFC 9457) with a stable `code`. Every answer has an `X-Trace-Id`. Fields without a value are left out; unknown
        fields of a request are errors. Beside the problems that an operation names, the gateway can answer 405 `method_not_allowed`,
        414 `uri_too_long` and 431 `headers_too_large`.

        Lists take `page` and `pageSize`. A POST that starts work answers 202 with the `Location` of its progress; with an `Idempotency-Key` it
        can be repeated for 24 hours.

        Programs of a tenant may send an API key in place of a token where they read: `ssh:read` for the tenant's SSH access, `dkim:read` for its DKIM keys, `api-keys:read` for its API keys,
        `audit:read` for its audit log. Answers to a key carry `RateLimit` and `RateLimit-Policy`; a key that does not work is answered 401 `invalid_api_key`,
        `api_key_expired` or `api_key_revoked`, one without the permission 403 `permission_missing`, and one in an address 401 `api_key_exposed`.
        """;

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["Admin API keys"] = "Any tenant's API keys.",
        ["Admin drift"] = "What servers accept other than they should, and decisions on it.",
        ["Admin operations"] = "Progress of any operation.",
        ["Admin rotation"] = "Policies, schedule and campaigns of rotation.",
        ["Admin secrets"] = "Operations on any tenant's secret.",
        ["Admin tenants"] = "Enrolment of tenants, loss and replacement of their servers.",
        ["Alerts"] = "Incidents that a person must look at.",
        ["Approvals"] = "Requests that a second administrator decides.",
        ["Audit"] = "The ledger: list, stream, verification.",
        ["Audit archives"] = "Months of the ledger that are kept in files.",
        ["Audit erasure"] = "Erasure of personal data from the ledger.",
        ["Audit exports"] = "Copies of the ledger, after a second administrator's approval.",
        ["Audit reports"] = "Access, blast radius and compliance, from the ledger.",
        ["Authentication"] = "Sign-in, invitations, sessions and step-up.",
        ["Leaked keys"] = "Reports of secret scanning.",
        ["Notifications"] = "What people are told about their secrets, and what they want to hear of.",
        ["People"] = "Who has access: invite, disable, enable, unlock, reset.",
        ["Platform services"] = "What other services of the platform ask, with a token for their scope.",
        ["Tenant DKIM keys"] = "A tenant's DKIM keys, and what DNS has to say of them.",
        ["Tenant API keys"] = "Keys with which a tenant's programs call the API.",
        ["Tenant people"] = "Who has access to the own tenant, for its owners.",
        ["Tenant audit"] = "What the ledger says about the own tenant.",
        ["Tenant SSH access"] = "A tenant's access to its own server.",
        ["Vault"] = "How Vault is.",
        ["Webhooks"] = "Where a tenant has events posted.",
    };

    public static JsonObject Info() => new() { ["title"] = "PenguinMails Secrets", ["version"] = "v1", ["description"] = Description };

    public static JsonObject Tag(string name) =>
        Tags.TryGetValue(name, out var description) ? new() { ["name"] = name, ["description"] = description } : new() { ["name"] = name };
}
