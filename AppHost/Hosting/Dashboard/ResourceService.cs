using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>The server on loopback that the dashboard asks for resources.</summary>
internal sealed class ResourceService(
    IConfiguration configuration,
    DistributedApplicationOptions options,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    ILogger<ResourceService> logger) : IAsyncDisposable
{
    private const string KeyHeader = "x-resource-service-api-key";

    private WebApplication? _server;

    /// <summary>Starts the server on a free port and gives its address.</summary>
    public async Task<Uri> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        var calls = new ResourceServiceCalls(options.DashboardApplicationName ?? "AppHost", notifications, loggers, commands);
        _server.Run(context => ServeAsync(calls, context));
        await _server.StartAsync(cancellationToken);
        return new Uri(_server.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _server.StopAsync(limit.Token);
            await _server.DisposeAsync();
        }
    }

    private async Task ServeAsync(ResourceServiceCalls calls, HttpContext context)
    {
        var status = GrpcFraming.Ok;
        try
        {
            status = IsAuthorised(context.Request)
                ? await calls.ServeAsync(context.Request.Path, context)
                : GrpcFraming.Unauthenticated;
        }
        catch (OperationCanceledException)
        {
            // The dashboard has gone, or this host stops.
            return;
        }
        catch (Exception error)
        {
            Log.ResourceServiceFailed(logger, error, context.Request.Path);
            status = GrpcFraming.Internal;
        }

        GrpcFraming.End(context.Response, status);
    }

    private bool IsAuthorised(HttpRequest request) =>
        request.Headers[KeyHeader] is [{ } given]
        && configuration[HostConfiguration.ResourceServiceApiKey] is { Length: > 0 } expected
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
