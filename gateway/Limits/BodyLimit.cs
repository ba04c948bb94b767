using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace PenguinMails.Gateway.Limits;

/// <summary>
/// Takes in a whole body before a service hears of the request: one that is too large (with or without Content-Length) is
/// answered 413 here, and a slow sender keeps nobody but the gateway waiting.
/// </summary>
internal static class BodyLimit
{
    /// <summary>Kestrel counts the framing of chunks, too; it only stops those who send nothing but framing.</summary>
    public const long WithFraming = 4 * ServiceDefaultsExtensions.MaxRequestBodySize;

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            await next(context);
            return;
        }

        var buffer = new byte[ServiceDefaultsExtensions.MaxRequestBodySize + 1];
        try
        {
            var length = context.Request.ContentLength >= buffer.Length
                ? buffer.Length
                : await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
            if (length == buffer.Length)
            {
                await new ApiProblem(ProblemCatalog.PayloadTooLarge).ExecuteAsync(context);
                return;
            }

            using var body = new MemoryStream(buffer, 0, length, writable: false);
            context.Request.Body = body;
            context.Request.ContentLength = length;
            await next(context);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer); // it may hold a password
        }
    }
}
