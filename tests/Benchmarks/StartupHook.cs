using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

#pragma warning disable MA0047 // Without a namespace: the runtime finds it by this name.
/// <summary>
/// Called by the runtime before Main of an AppHost that a benchmark starts (DOTNET_STARTUP_HOOKS): takes resources out of its model before it is built, so that
/// the system starts without them.
/// </summary>
internal static class StartupHook
#pragma warning restore MA0047
{
    /// <summary>Names the resources, with commas between.</summary>
    public const string Variable = "BENCHMARK_WITHOUT";

    private const string HookVariable = "DOTNET_STARTUP_HOOKS";
    private const string Source = "Aspire.Hosting";
    private const string Building = "DistributedApplicationBuilding";

    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new Receiver<DiagnosticListener>(source =>
    {
        if (source.Name == Source)
        {
            Environment.SetEnvironmentVariable(HookVariable, null); // its services are no AppHosts
            source.Subscribe(new Receiver<KeyValuePair<string, object?>>(said =>
            {
                if (said is { Key: Building, Value: IDistributedApplicationBuilder builder })
                {
                    TakeOut(builder, (Environment.GetEnvironmentVariable(Variable) ?? "").Split(','));
                }
            }));
        }
    }));

    private static void TakeOut(IDistributedApplicationBuilder builder, string[] names)
    {
        foreach (var resource in builder.Resources.Where(resource => names.Contains(resource.Name, StringComparer.Ordinal)).ToList())
        {
            builder.Resources.Remove(resource);
            // Or whoever refers to it would wait for its address.
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().ToList())
            {
                resource.Annotations.Remove(endpoint);
            }
        }
    }

    private sealed class Receiver<T>(Action<T> receive) : IObserver<T>
    {
        public void OnNext(T value) => receive(value);

        public void OnCompleted()
        {
            // Nothing is kept.
        }

        public void OnError(Exception error)
        {
            // Nothing is kept.
        }
    }
}
