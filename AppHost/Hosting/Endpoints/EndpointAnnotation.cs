using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on, and the one under which others reach it.</summary>
public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool? isProxied = null) : IResourceAnnotation
{
    private int? _port = port;
    private int? _targetPort = targetPort;

    public ProtocolType Protocol { get; set; } = protocol;

    /// <summary>The port that others use; null lets the orchestrator choose.</summary>
    public int? Port
    {
        // Without a proxy the resource itself listens on the public port.
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>The port that the resource listens on; null lets the orchestrator choose.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    public string UriScheme { get; set; } = uriScheme ?? (protocol == ProtocolType.Udp ? "udp" : "tcp");

    public string Name { get; set; } = name ?? uriScheme ?? (protocol == ProtocolType.Udp ? "udp" : "tcp");

    /// <summary>"localhost" or the address that the resource listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>"tcp", "udp", "http" or "http2".</summary>
    public string Transport { get; set; } = transport ?? (uriScheme is "http" or "https" ? "http" : protocol.ToString().ToLowerInvariant());

    /// <summary>True: reachable from outside the deployment.</summary>
    public bool IsExternal { get; set; } = isExternal ?? false;

    /// <summary>True: the orchestrator listens on the public port and spreads connections over the replicas.</summary>
    public bool IsProxied { get; set; } = isProxied ?? true;

    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => AllocatedEndpointSnapshot.IsValueSet ? AllocatedEndpointSnapshot.GetValueAsync().Result : null;
        set
        {
            if (value is not null)
            {
                AllocatedEndpointSnapshot.SetValue(value);
            }
        }
    }

    public ValueSnapshot<AllocatedEndpoint> AllocatedEndpointSnapshot { get; } = new();
}
