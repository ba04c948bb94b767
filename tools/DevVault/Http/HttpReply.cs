using System.Text;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>Writing answers. Every one of them forbids caching and says it is JSON, even when it is empty.</summary>
internal static class HttpReply
{
    public static Task EmptyAsync(HttpContext http, int status)
    {
        Start(http, status);
        return Task.CompletedTask;
    }

    public static Task JsonAsync(HttpContext http, object? body, int status = StatusCodes.Status200OK)
    {
        Start(http, status);

        // json.Encoder of the original ends each body with a line feed.
        var bytes = JsonOutput.Line(body);
        http.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(bytes).AsTask();
    }

    public static Task RawAsync(HttpContext http, ReadOnlyMemory<byte> body, int status)
    {
        Start(http, status);
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body).AsTask();
    }

    public static Task RefusedAsync(HttpContext http, Refusal refusal) => ErrorsAsync(http, refusal.Status, refusal.Errors);

    public static Task ErrorsAsync(HttpContext http, int status, params string[] errors) =>
        JsonAsync(http, new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors }, status);

    /// <summary>An unclean path is sent back to its clean form, before anybody looks at the token.</summary>
    public static Task MovedAsync(HttpContext http, string location)
    {
        http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        http.Response.Headers.StrictTransportSecurity = default;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = location;
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            return Task.CompletedTask;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        var escaped = location.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
        return http.Request.Method == "HEAD"
            ? Task.CompletedTask
            : http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"<a href=\"{escaped}\">Temporary Redirect</a>.\n\n")).AsTask();
    }

    /// <summary>What the HTTP layer itself says, outside the API.</summary>
    public static Task PlainAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    }

    private static void Start(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json";
    }
}
