using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PenguinMails.Vault.Connection;

namespace PenguinMails.ServiceDefaults;

/// <summary>What every service gets.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Largest request body: 64 KiB.</summary>
    public const long MaxRequestBodySize = 64 * 1024;

    private const int MaxJsonDepth = 16;

    /// <summary>Adds telemetry, Vault, access, errors, strict JSON, health and OpenAPI. Call it first.</summary>
    /// <param name="service">The service's name in audit records, queues and telemetry, such as <c>key-issuance</c>.</param>
    /// <param name="usesVault">Whether it signs in to Vault.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, bool usesVault = true)
    {
        builder.AddTelemetry(service);
        if (usesVault)
        {
            builder.AddVault();
        }

        builder.AddAccess();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new AuditTrail(service, provider.GetRequiredService<TimeProvider>()));
        services.AddHealthChecks();
        services.AddOptions<StreamOptions, StreamOptionsValidator>(StreamOptions.Section);
        services.AddSingleton<StreamPlaces>();
        // Tokens and health of services are nothing for a proxy that the environment names. Who calls the world outside says so itself.
        services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false }));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddContractDocument();
        services.AddSingleton<DeclaredQuery>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.RespectNullableAnnotations = true;
            json.RespectRequiredConstructorParameters = true;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.PropertyNameCaseInsensitive = false;
            json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.MaxDepth = MaxJsonDepth;
            json.AllowDuplicateProperties = false;
        });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.AddOptions<AccessOptions, AccessOptionsValidator>(AccessOptions.Section);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<AccessOptions>>(
            (forwarded, access) => TrustedNetworks.Trust(forwarded, access.Value.TrustedProxies, ForwardedHeaders.XForwardedFor));
        builder.Logging.FilterFrameworkLogs();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodySize;
            kestrel.ConfigureEndpointDefaults(UnreadRequests.Answer);
        });
        return builder;
    }

    /// <summary>Builds the pipeline that every service shares and maps health, metrics and OpenAPI. Map the service's own endpoints after it.</summary>
    private static WebApplication UseServiceDefaults(this WebApplication app, Action<IApplicationBuilder>? afterAuthentication)
    {
        UnreadRequests.Watch(app.Services.GetRequiredService<DiagnosticListener>());
        app.UseMetricsPort();
        app.UseForwardedHeaders();
        if (app.Services.GetService<ServiceName>() is not null) // anybody sends such headers to the gateway
        {
            app.Use(TrustedNetworks.Warn(app.Logger));
        }

        app.UseRouting();
        app.Use((context, next) => TraceHeaders.SetAsync(context, next.Invoke));
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => new ApiProblem(ProblemCatalog.ForStatus(context.HttpContext.Response.StatusCode)).ExecuteAsync(context.HttpContext));
        app.UseAuthentication();
        app.UseMiddleware<RevokedSessionMiddleware>();
        app.UseMiddleware<EndOfAccessMiddleware>();
        app.Use(EndOfProcess.InvokeAsync);
        afterAuthentication?.Invoke(app);
        app.Use(AnswerUnroutedAsync);
        app.UseAuthorization();
        app.Use(JsonCharset.InvokeAsync);
        app.Use(RefuseUndeclaredQueryAsync);
        app.Use(NulCharacter.InvokeAsync);
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Answers what no route takes: 404, or the router's own 405 and 415. Authorisation would answer 401 first, which sends
    /// callers looking for a token that does not help. Which routes exist is public.
    /// </summary>
    private static Task AnswerUnroutedAsync(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case null:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            case RouteEndpoint:
                return next(context);
            case var refusal:
                return refusal.RequestDelegate?.Invoke(context) ?? Task.CompletedTask;
        }
    }

    private static Task RefuseUndeclaredQueryAsync(HttpContext context, RequestDelegate next) =>
        context.RequestServices.GetRequiredService<DeclaredQuery>().Refusal(context)?.ExecuteAsync(context) ?? next(context);

    /// <summary>Finishes the registrations that depend on what the service has registered itself, and builds.</summary>
    /// <param name="afterAuthentication">Middleware that must know the user and come before authorisation.</param>
    public static WebApplication BuildService(this WebApplicationBuilder builder, Action<IApplicationBuilder>? afterAuthentication = null)
    {
        builder.Services.AddPolledIdentity();
        builder.Services.AddOutboxGauges();
        builder.Services.AddVaultLoginAlert();
        builder.Services.AddHeartbeat();
        return builder.Build().UseServiceDefaults(afterAuthentication);
    }
}
