using PenguinMails.Portal.Configuration;

namespace PenguinMails.Portal.Sessions;

/// <summary>
/// The session cookie. Scripts cannot read it, other sites cannot send it, and it ends with the browser. Where the portal is reached by
/// https, its name begins with <c>__Host-</c>: then no other host and no plain connection can set it (RFC 6265bis, 4.1.3.2).
/// </summary>
internal sealed class SessionCookie(IOptions<PortalOptions> options)
{
    private readonly bool _isSecure = options.Value.PublicAddress.Scheme == Uri.UriSchemeHttps;

    private string Name => _isSecure ? "__Host-penguinmails" : "penguinmails";

    /// <returns>Null when the request has no session cookie, or one that the portal did not make.</returns>
    public PlainTextSessionSecret? Read(HttpRequest request) => PlainTextSessionSecret.TryParse(request.Cookies[Name]);

    public void Set(HttpResponse response, PlainTextSessionSecret secret) => response.Cookies.Append(Name, secret.CookieValue, Flags());

    /// <summary>
    /// Takes the cookie away from a browser that sent it. One that did not may have it all the same: another site's link comes without it, and must sign nobody out.
    /// </summary>
    public void Delete(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(Name))
        {
            context.Response.Cookies.Delete(Name, Flags());
        }
    }

    private CookieOptions Flags() => new() { HttpOnly = true, Secure = _isSecure, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
