using System.Security.Claims;

namespace PenguinMails.ServiceDefaults;

/// <summary>Who makes this request. Handlers take it as a parameter; it exists only where a policy has let the request in.</summary>
public sealed record Caller(Guid UserId, string Email, string Role, Guid? TenantId, Guid SessionId, string? IpAddress, string? UserAgent)
{
    private const int UserAgentLimit = 256;

    /// <summary>The tenant of a tenant user. Endpoints under <see cref="AccessPolicies.Tenant"/> always have one.</summary>
    public Guid RequiredTenantId => TenantId ?? throw new InvalidOperationException("This endpoint must be under the tenant policy.");

    /// <summary>Who vouched for the caller's account recently.</summary>
    public IReadOnlyList<Voucher> Vouchers { get; init; } = [];

    /// <summary>When the caller's token was issued, by Identity's clock.</summary>
    public DateTimeOffset TokenIssuedAt { get; init; }

    /// <summary>The caller as audit records name it.</summary>
    public AuditActor Actor => new(UserId, Email, Role, SessionId, IpAddress, UserAgent);

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(From(context));

    /// <summary>The caller behind an authenticated request; null when the principal is not one of ours.</summary>
    public static Caller? From(HttpContext context)
    {
        var user = context.User;
        return Guid.TryParse(user.FindFirstValue(ClaimNames.UserId), out var userId)
            && Guid.TryParse(user.FindFirstValue(ClaimNames.SessionId), out var sessionId)
            && (user.FindFirstValue(ClaimNames.Email) ?? user.FindFirstValue(ClaimNames.ClientId)) is { } email
            && user.FindFirstValue(ClaimNames.Role) is { } role
            ? new Caller(
                userId,
                email,
                role,
                Guid.TryParse(user.FindFirstValue(ClaimNames.TenantId), out var tenantId) ? tenantId : null,
                sessionId,
                AddressOf(context),
                UserAgentOf(context))
            {
                Vouchers = [.. user.FindAll(ClaimNames.Vouchers).Select(claim => Voucher.Parse(claim.Value))],
                TokenIssuedAt = long.TryParse(user.FindFirstValue(ClaimNames.IssuedAt), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default,
            }
            : null;
    }

    public static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.MapToIPv4IfPossible().ToString();

    public static string? UserAgentOf(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return agent.Length switch
        {
            0 => null,
            > UserAgentLimit => agent[..(char.IsHighSurrogate(agent[UserAgentLimit - 1]) ? UserAgentLimit - 1 : UserAgentLimit)],
            _ => agent,
        };
    }
}

internal static class IpAddressExtensions
{
    public static System.Net.IPAddress MapToIPv4IfPossible(this System.Net.IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
