using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace PenguinMails.Gateway.Limits;

/// <summary>
/// Takes in a whole body, up to Kestrel's limit, before a service hears of the request: one that is too large (with or without
/// Content-Length) is answered 413 here, and a slow sender keeps nobody but the gateway waiting.
/// </summary>
internal static class BodyLimit
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            await next(context);
            return;
        }

        // Kestrel throws the 413 while the body is read; the exception handler makes the problem of it.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        var original = context.Request.Body;
        context.Request.Body = body;
        context.Request.ContentLength = body.Length;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Body = original;
            CryptographicOperations.ZeroMemory(body.GetBuffer()); // it may hold a password
        }
    }
}
