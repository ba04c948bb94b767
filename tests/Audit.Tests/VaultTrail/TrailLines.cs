using System.Globalization;
using System.Text.Json;

namespace PenguinMails.Audit.Tests.VaultTrail;

/// <summary>Lines as Vault's audit devices write them.</summary>
internal static class TrailLines
{
    public const string Tenant = "550e8400-e29b-41d4-a716-446655440000";

    /// <summary>A response entry of a service that read a secret.</summary>
    public static string Response(
        string path = $"secret/data/penguinmails/ssh/{Tenant}/tenant",
        string operation = "read",
        string role = "key-issuance",
        string? id = null,
        string? error = null,
        DateTimeOffset? at = null) => JsonSerializer.Serialize(new
        {
            time = (at ?? TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-ddTHH:mm:ss.ffffff'789Z'", CultureInfo.InvariantCulture),
            type = "response",
            auth = new
            {
                client_token = "hmac-sha256:aa",
                accessor = "hmac-sha256:bb",
                display_name = "approle",
                policies = new[] { "default", role },
                metadata = new { role_name = role },
                entity_id = "0a1b",
                token_issue_time = "2026-11-25T10:00:00Z",
            },
            request = new
            {
                id = id ?? $"{Guid.CreateVersion7()}",
                operation,
                mount_type = "kv",
                client_token = "hmac-sha256:aa",
                client_token_accessor = "hmac-sha256:bb",
                path,
                remote_address = "10.1.2.3",
                data = new { password = "hmac-sha256:dd" },
            },
            response = new { mount_type = "kv", data = new { data = new { private_key = "hmac-sha256:cc" } } },
            error = error ?? "",
        });

    /// <summary>One that is recorded and about nobody's secret.</summary>
    public static string Plain(int number) => Response(path: $"transit/encrypt/key-{number}", operation: "update");
}
