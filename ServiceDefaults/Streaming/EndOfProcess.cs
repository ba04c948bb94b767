namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Ends event streams as soon as the process is asked to stop. Otherwise the server, its port closed already, waits for them until its shutdown
/// timeout, and then aborts every other request with them. Clients of a stream reconnect, to another instance or to the next process.
/// </summary>
internal static class EndOfProcess
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(WatchAsync, context);
        return next(context);
    }

    private static Task WatchAsync(object state)
    {
        var context = (HttpContext)state;
        if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            context.Response.RegisterForDispose(stopping.Register(context.Abort));
        }

        return Task.CompletedTask;
    }
}
