using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the model as a manifest for deployment tools and ends the application; it starts nothing.</summary>
internal sealed class ManifestPublisher(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    AppHostCommandLine commandLine,
    IHostApplicationLifetime lifetime,
    ILogger<ManifestPublisher> logger) : IHostedLifecycleService
{
    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(commandLine.OutputPath!);
        await using (var file = File.Create(path))
        {
            // Relaxed: the manifest is read by tools, and '&' or '+' in connection strings should stay legible.
            var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            await using var writer = new Utf8JsonWriter(file, options);
            await WriteAsync(new ManifestPublishingContext(executionContext, path, writer, cancellationToken));
        }

        Log.ManifestWritten(logger, path);
        lifetime.StopApplication();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal async Task WriteAsync(ManifestPublishingContext context)
    {
        context.Writer.WriteStartObject();
        context.Writer.WriteString("$schema", Schema);
        context.Writer.WriteStartObject("resources");
        foreach (var resource in model.Resources.Where(resource => !resource.IsExcludedFromPublish()))
        {
            var custom = resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().LastOrDefault()?.Callback;
            if (custom is null && !ManifestResources.CanWrite(resource))
            {
                continue;
            }

            context.Writer.WriteStartObject(resource.Name);
            await (custom ?? (manifest => ManifestResources.WriteAsync(manifest, resource)))(context);
            context.Writer.WriteEndObject();
        }

        context.Writer.WriteEndObject();
        context.Writer.WriteEndObject();
    }
}
