using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dcp;

/// <summary>One process that stands for a resource, across its restarts.</summary>
internal sealed class ExecutableInstance(IResource resource, string suffix) : IDisposable
{
    public const string GenerationAnnotation = "penguinmails/generation";

    public IResource Resource { get; } = resource;

    /// <summary>Name in the orchestrator, in the dashboard, and with <see cref="Suffix"/> alone in telemetry.</summary>
    public string Id { get; } = $"{resource.Name}-{suffix}".ToLowerInvariant();

    public string Suffix { get; } = suffix;

    /// <summary>Counts the starts, so that late news of an earlier process is told from news of this one.</summary>
    public int Generation { get; set; }

    /// <summary>One command at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Cancels a start that still waits for other resources.</summary>
    public CancellationTokenSource? Starting { get; set; }

    /// <summary>Names a process for each replica, and notes the names at the resource.</summary>
    public static IReadOnlyList<ExecutableInstance> For(IResource resource)
    {
        var instances = Enumerable.Range(0, resource.GetReplicaCount())
            .Select(_ => new ExecutableInstance(resource, RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)))
            .ToArray();
        resource.Annotations.Add(new ResourceInstancesAnnotation([.. instances.Select(instance => instance.Id)]));
        return instances;
    }

    public void Dispose() => Gate.Dispose();
}
