using System.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using PenguinMails.Gateway.ApiKeys;
using PenguinMails.Gateway.Headers;
using PenguinMails.Gateway.Health;
using PenguinMails.Gateway.Limits;
using PenguinMails.Gateway.OpenApi;
using PenguinMails.Gateway.Routing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Transforms;

namespace PenguinMails.Gateway;

internal static class GatewayExtensions
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DescriptionTimeout = TimeSpan.FromSeconds(20); // a service generates its document when first asked
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        // Its port is public: without a port for metrics there are none.
        builder.Configuration[MetricsEndpoint.PortSetting] ??= MetricsEndpoint.NoPort;
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimits>();
        services.AddRateLimiter(_ => { });
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<GatewayOptions>>(
            (timeouts, options) => timeouts.AddPolicy(ProxyConfiguration.TimeoutPolicy, options.Value.RequestTimeout));
        services.AddSingleton<IStartupFilter, SecurityHeaders>();
        services.AddApiKeys();
        services.AddAuthorizationBuilder().AddPolicy(ProxyConfiguration.CallerPolicy, policy => policy.RequireAuthenticatedUser());
        services.AddSingleton<DistributedContextPropagator, BoundaryPropagator>();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => SafeHeaderText.Encoding;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.MaxRequestLineSize = RequestRules.KestrelLimit;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestRules.KestrelLimit;
            kestrel.Limits.MaxRequestHeaderCount = RequestRules.KestrelHeaderCount;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.WithFraming;
        });
        services.Configure<SocketTransportOptions>(DeadClients.Configure);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GatewayOptions>>(ConfigureForwardedHeaders);

        builder.Logging.AddFilter("Yarp", LogLevel.Warning); // traces tell of every request

        var directory = ServiceDirectory.From(builder.Configuration);
        services.AddSingleton(directory);
        services.AddSingleton<IPassiveHealthCheckPolicy, UnreachablePolicy>();
        services.AddReverseProxy()
            .LoadFromMemory(ProxyConfiguration.Routes(directory), ProxyConfiguration.Clusters(directory))
            .AddTransforms(transforms => transforms.AddResponseTransform(BackendRoute.TakeAsync).AddResponseTransform(AssetRetry.HoldBackAsync));

        services.AddHttpClient(ServiceHealthCheck.ClientName, client => client.Timeout = HealthTimeout);
        services.AddHttpClient(MergedDocument.ClientName, client => client.Timeout = DescriptionTimeout);
        services.AddSingleton<MergedDocument>();
        foreach (var service in directory.Services)
        {
            services.AddKeyedSingleton(
                service.Name, (provider, _) => ActivatorUtilities.CreateInstance<ServiceHealthCheck>(provider, service));
            services.AddHealthChecks().Add(new HealthCheckRegistration(
                service.Name, provider => provider.GetRequiredKeyedService<ServiceHealthCheck>(service.Name), failureStatus: null, tags: null));
        }
    }

    /// <summary>What every request must pass once its user is known.</summary>
    public static void UseGatewayRules(IApplicationBuilder app)
    {
        app.Use(RequestRules.InvokeAsync);
        app.UseApiKeyJudgement();
        app.UseRateLimiter();
        app.UseApiKeys();
        app.Use(UnansweredChanges.InvokeAsync);
        app.UseRequestTimeouts();
    }

    public static void MapGateway(this WebApplication app)
    {
        app.MapGet("/openapi/v1.json", MergedDocument.GetAsync).WithOrder(-1).AllowAnonymous().ExcludeFromDescription();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(SafeHeaderText.InvokeAsync);
            proxy.Use(BodyLimit.InvokeAsync);
            proxy.Use(AnswerTimeout.InvokeAsync);
            proxy.Use(AssetRetry.InvokeAsync);
            proxy.Use(SafeRetry.InvokeAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }

    /// <summary>The address that a client claims for itself is worth nothing, unless a proxy of ours says it.</summary>
    private static void ConfigureForwardedHeaders(ForwardedHeadersOptions forwarded, IOptions<GatewayOptions> options) => TrustedNetworks.Trust(
        forwarded, options.Value.TrustedProxies, ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
}
