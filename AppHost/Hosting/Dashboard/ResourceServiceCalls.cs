using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;
using Microsoft.AspNetCore.Http;

namespace Aspire.Hosting.Dashboard;

/// <summary>The calls of aspire.v1.DashboardService.</summary>
internal sealed class ResourceServiceCalls(
    string applicationName, ResourceNotificationService notifications, ResourceLoggerService loggers, ResourceCommandService commands)
{
    private const string Service = "/aspire.v1.DashboardService/";

    /// <summary>Serves one call and returns its gRPC status.</summary>
    public async Task<int> ServeAsync(string path, HttpContext context)
    {
        Func<HttpContext, Task>? call = path switch
        {
            Service + "GetApplicationInformation" => InformAsync,
            Service + "WatchResources" => WatchResourcesAsync,
            Service + "WatchResourceConsoleLogs" => WatchLogsAsync,
            Service + "ExecuteResourceCommand" => ExecuteCommandAsync,
            Service + "WatchInteractions" => WatchInteractionsAsync,
            _ => null,
        };
        if (call is null)
        {
            return GrpcFraming.NotFound;
        }

        await call(context);
        return GrpcFraming.Ok;
    }

    private async Task InformAsync(HttpContext context)
    {
        await GrpcFraming.BeginAsync(context.Response, context.RequestAborted);
        await GrpcFraming.WriteAsync(
            context.Response, new ApplicationInformationResponse { ApplicationName = applicationName }, context.RequestAborted);
    }

    private async Task WatchResourcesAsync(HttpContext context)
    {
        var initial = new InitialResourceData();
        initial.Resources.AddRange(notifications.CurrentStates().Select(ResourceMessages.Of));
        await GrpcFraming.BeginAsync(context.Response, context.RequestAborted);
        await GrpcFraming.WriteAsync(context.Response, new WatchResourcesUpdate { InitialData = initial }, context.RequestAborted);
        await foreach (var seen in notifications.WatchAsync(context.RequestAborted))
        {
            var changes = new WatchResourcesChanges();
            changes.Value.Add(new WatchResourcesChange { Upsert = ResourceMessages.Of(seen) });
            await GrpcFraming.WriteAsync(context.Response, new WatchResourcesUpdate { Changes = changes }, context.RequestAborted);
        }
    }

    private async Task WatchLogsAsync(HttpContext context)
    {
        var request = await GrpcFraming.ReadAsync(context.Request, WatchResourceConsoleLogsRequest.Parser, context.RequestAborted);
        var log = loggers.LogOf(request.ResourceName);
        await GrpcFraming.BeginAsync(context.Response, context.RequestAborted);
        if (request.SuppressFollow)
        {
            await GrpcFraming.WriteAsync(context.Response, LogMessages.Of(log.Snapshot()), context.RequestAborted);
            return;
        }

        await foreach (var lines in log.ReadBatchesAsync(context.RequestAborted))
        {
            await GrpcFraming.WriteAsync(context.Response, LogMessages.Of(lines), context.RequestAborted);
        }
    }

    private async Task ExecuteCommandAsync(HttpContext context)
    {
        var request = await GrpcFraming.ReadAsync(context.Request, ResourceCommandRequest.Parser, context.RequestAborted);
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, context.RequestAborted);
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled : ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            response.Message = message;
        }

        await GrpcFraming.BeginAsync(context.Response, context.RequestAborted);
        await GrpcFraming.WriteAsync(context.Response, response, context.RequestAborted);
    }

    // This host never asks the dashboard's user anything; an open, silent stream says so.
    private static async Task WatchInteractionsAsync(HttpContext context)
    {
        await GrpcFraming.BeginAsync(context.Response, context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }
}
