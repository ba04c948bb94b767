using System.Net;
using System.Net.Sockets;

namespace PenguinMails.AdminQuery.Projection;

/// <summary>A row of the table <c>tenant</c>, as it is written.</summary>
internal sealed record TenantRow(
    Guid TenantId, long Version, string Name, string SearchText, string? Address, string? AddressKey, int? Port, bool IsServerLost, DateTimeOffset? UnreachableSince,
    DateTimeOffset? LastRotation, DateTimeOffset? NextRotation, DateTimeOffset? RedFrom, DateTimeOffset? YellowFrom,
    DateTimeOffset? ServerLostAt)
{
    public static TenantRow Of(TenantState tenant, long version)
    {
        var (server, health) = (tenant.Server, Health.OfTenant(tenant.Secrets));
        return new TenantRow(
            tenant.TenantId,
            version,
            tenant.Name,
            $"{tenant.Name}\n{tenant.TenantId}\n{server?.Address}".ToLowerInvariant(),
            server?.Address,
            server is null ? null : AddressKeyOf(server.Address),
            server?.Port,
            server?.IsLost ?? false,
            server?.UnreachableSince,
            tenant.Secrets.Max(secret => secret.LastRotated),
            tenant.Secrets.Min(secret => secret.NextRotation),
            health.RedFrom,
            health.YellowFrom,
            server?.LostAt);
    }

    /// <summary>Version 4 before version 6 before names.</summary>
    private static string AddressKeyOf(string address) => !IPAddress.TryParse(address, out var numeric)
        ? "n" + address.ToLowerInvariant()
        : (numeric.AddressFamily == AddressFamily.InterNetwork ? "4" : "6") + Convert.ToHexStringLower(numeric.GetAddressBytes());
}

/// <summary>A row of the table <c>secret</c>, as it is written.</summary>
internal sealed record SecretRow(
    Guid TenantId, string Type, string Name, string Status, bool HasCurrent, DateTimeOffset? LastRotated, DateTimeOffset? NextRotation, string? Fingerprint,
    DateTimeOffset? GraceEndsAt, DateTimeOffset? LastRevealed, Guid? OperationId, string? OperationKind, DateTimeOffset? OperationStartedAt,
    DateTimeOffset? RedFrom, DateTimeOffset? YellowFrom, IReadOnlyDictionary<string, string>? Settings)
{
    public static SecretRow Of(Guid tenantId, SecretState secret)
    {
        var health = Health.Of(secret);
        return new SecretRow(
            tenantId, secret.Type, secret.Name, secret.Status, secret.HasCurrent, secret.LastRotated, secret.NextRotation, secret.Fingerprint,
            secret.GraceEndsAt, secret.LastRevealed, secret.Operation?.OperationId, secret.Operation?.Kind, secret.Operation?.StartedAt,
            health.RedFrom, health.YellowFrom, secret.Settings);
    }
}

/// <summary>A row of the table <c>api_key</c>, as it is written.</summary>
internal sealed record ApiKeyRow(
    Guid TenantId, Guid KeyId, string Name, IReadOnlyList<string> Permissions, int RateLimitPerMinute, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, long RequestCount)
{
    public static ApiKeyRow Of(Guid tenantId, ApiKeyState key) => new(
        tenantId, key.KeyId, key.Name, key.Permissions, key.RateLimitPerMinute, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RequestCount);
}
