using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace PenguinMails.Identity.Sessions;

/// <summary>Makes access tokens: tickets protected with the platform's key ring, which every service can read.</summary>
internal sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider time)
{
    public string Issue(User user, Guid sessionId, DateTimeOffset expiresAt)
    {
        var claims = new List<Claim>
        {
            new(ClaimNames.UserId, user.UserId.ToString()),
            new(ClaimNames.Email, user.Email),
            new(ClaimNames.Role, user.Role),
            new(ClaimNames.SessionId, sessionId.ToString()),
        };
        if (user.TenantId is { } tenantId)
        {
            claims.Add(new Claim(ClaimNames.TenantId, tenantId.ToString()));
        }

        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, AccessExtensions.Scheme, ClaimNames.Email, ClaimNames.Role));
        var properties = new AuthenticationProperties { IssuedUtc = time.GetUtcNow(), ExpiresUtc = expiresAt };
        return bearer.Get(AccessExtensions.Scheme).BearerTokenProtector
            .Protect(new AuthenticationTicket(principal, properties, AccessExtensions.Scheme));
    }
}
