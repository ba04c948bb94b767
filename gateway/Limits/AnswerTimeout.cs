using Microsoft.AspNetCore.Http.Timeouts;

namespace PenguinMails.Gateway.Limits;

/// <summary>Distinguishes a service timeout from a client disconnect: YARP sees a cancelled request in both cases.</summary>
internal static class AnswerTimeout
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted && context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }
}
