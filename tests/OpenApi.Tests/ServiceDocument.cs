using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace PenguinMails.OpenApi.Tests;

/// <summary>
/// A service's OpenAPI document from its own Program, without its servers: it starts with no hosted services and no listener,
/// as the SDK's build-time generator starts it.
/// </summary>
internal sealed class ServiceDocument : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly AsyncLocal<ServiceDocument?> Current = new();

    // Addresses that nothing connects to.
    private static readonly string[] Arguments =
    [
        "--environment=Production", "--Logging:LogLevel:Default=None", "--ConnectionStrings:messaging=amqp://none.invalid",
        "--ConnectionStrings:audit=Host=none.invalid", "--ConnectionStrings:identity=Host=none.invalid",
        "--ConnectionStrings:keyissuance=Host=none.invalid", "--ConnectionStrings:rotation=Host=none.invalid",
        "--ConnectionStrings:vaultoperations=Host=none.invalid", "--Vault:Address=http://none.invalid",
    ];

    private readonly TaskCompletionSource<IHost> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<JsonObject> GenerateAsync(string assembly)
    {
        var generator = new ServiceDocument();
        using var listeners = DiagnosticListener.AllListeners.Subscribe(generator);
        var program = Task.Factory.StartNew(() => generator.Run(assembly), TaskCreationOptions.LongRunning);
        var host = await generator._started.Task.WaitAsync(StartTimeout);
        var document = await host.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync();
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await program.WaitAsync(StartTimeout);
        return JsonNode.Parse(json)!.AsObject();
    }

    public void OnNext(DiagnosticListener value)
    {
        if (Current.Value == this && value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value != this)
        {
            return;
        }

        if (value is { Key: "HostBuilding", Value: IHostBuilder builder })
        {
            builder.ConfigureServices(WithoutServers);
        }
        else if (value is { Key: "HostBuilt", Value: IHost host })
        {
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => _started.TrySetResult(host));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => _started.TrySetException(error);

    private void Run(string assembly)
    {
        Current.Value = this;
        try
        {
            Assembly.Load(assembly).EntryPoint!.Invoke(null, [Arguments]);
            _started.TrySetException(new InvalidOperationException($"{assembly} ended before it had started."));
        }
        catch (TargetInvocationException failure)
        {
            _started.TrySetException(failure.InnerException!);
        }
    }

    private static void WithoutServers(IServiceCollection services)
    {
        foreach (var hosted in services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Name != "GenericWebHostService").ToList())
        {
            services.Remove(hosted);
        }

        services.RemoveAll<IStartupValidator>();
        services.RemoveAll<IServer>();
        services.AddSingleton<IServer, NoServer>();
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
