using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dcp;

/// <summary>Creates and ends the orchestrator's executables.</summary>
internal sealed class ExecutableRunner(DcpClient client)
{
    private const string Plural = "executables";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public async Task CreateAsync(ExecutableInstance instance, ExecutableConfiguration configuration, CancellationToken cancellationToken)
    {
        var producers = instance.Resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => new ServiceProducer(DcpServices.NameOf(instance.Resource, endpoint), endpoint.TargetHost, endpoint.TargetPort))
            .ToArray();
        await client.CreateAsync(
            Plural,
            new DcpObject<ExecutableSpec, ExecutableStatus>
            {
                Kind = "Executable",
                Metadata = new DcpMetadata
                {
                    Name = instance.Id,
                    Annotations = new()
                    {
                        ["service-producer"] = JsonSerializer.Serialize(producers, DcpClient.Json),
                        [ExecutableInstance.GenerationAnnotation] = instance.Generation.ToString(),
                    },
                },
                Spec = new ExecutableSpec
                {
                    ExecutablePath = configuration.Command,
                    WorkingDirectory = configuration.WorkingDirectory,
                    Args = configuration.Args,
                    Env = [.. configuration.Environment.Select(variable => new DcpVariable(variable.Name, variable.Value))],
                },
            },
            cancellationToken);
    }

    /// <summary>Ends the process and waits until it has ended; the object stays, with its output.</summary>
    public async Task StopAsync(ExecutableInstance instance, CancellationToken cancellationToken)
    {
        await client.StopExecutableAsync(instance.Id, cancellationToken);
        while (await GetAsync(instance, cancellationToken) is { } executable
            && executable.Status?.State is not ("Finished" or "Terminated" or "FailedToStart"))
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Removes what an earlier start left, so that the name can be used again.</summary>
    public async Task RemoveAsync(ExecutableInstance instance, CancellationToken cancellationToken)
    {
        await client.DeleteAsync(Plural, instance.Id, cancellationToken);
        while (await GetAsync(instance, cancellationToken) is not null)
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private Task<DcpObject<ExecutableSpec, ExecutableStatus>?> GetAsync(ExecutableInstance instance, CancellationToken cancellationToken) =>
        client.GetAsync<DcpObject<ExecutableSpec, ExecutableStatus>>(Plural, instance.Id, cancellationToken);
}
