using System.Net;
using PenguinMails.Gateway.Headers;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace PenguinMails.Gateway.Routing;

/// <summary>The route table as YARP's configuration.</summary>
internal static class ProxyConfiguration
{
    /// <summary>The timeout of every route that is no stream.</summary>
    public const string TimeoutPolicy = "answer";

    /// <summary>Whoever has a token or an API key. What they may do, the service says.</summary>
    public const string CallerPolicy = "caller";

    private const string LimitMetadata = "limit";
    private const string KeyPermissionMetadata = "key-permission";

    // A stream may be silent this long.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<RouteConfig> Routes(ServiceDirectory directory) =>
        [.. from route in RouteTable.All
            join service in directory.Services on route.Service equals service.Name
            select Route(route)];

    public static IReadOnlyList<ClusterConfig> Clusters(ServiceDirectory directory) => [.. directory.Services.Select(Cluster)];

    /// <summary>
    /// The limit of the matched route. It does not depend on the spelling of the path: routes match any case, encoded characters and a final
    /// slash.
    /// </summary>
    public static RouteLimit LimitOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(LimitMetadata) is { } limit
            ? Enum.Parse<RouteLimit>(limit)
            : RouteLimit.General;

    /// <summary>What an API key needs for this request; null: no key can make it. Keys read, whatever the route takes besides.</summary>
    public static string? KeyPermissionOf(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        ? context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(KeyPermissionMetadata)
        : null;

    private static RouteConfig Route(GatewayRoute route) => ForwardedHeaderRules.Apply(route.IsPage, new RouteConfig
    {
        RouteId = route.Path,
        ClusterId = route.Service,
        Match = new RouteMatch { Path = route.Path, Methods = route.Methods },
        AuthorizationPolicy = route.IsAnonymous ? "anonymous" : CallerPolicy,
        TimeoutPolicy = route.IsStream ? null : TimeoutPolicy,
        Metadata = MetadataOf(route),
    });

    private static Dictionary<string, string> MetadataOf(GatewayRoute route)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [LimitMetadata] = route.Limit.ToString() };
        if (route.IsPage)
        {
            metadata[PageRoutes.Metadata] = "";
        }

        if (route.KeyPermission is { } permission)
        {
            metadata[KeyPermissionMetadata] = permission;
        }

        return metadata;
    }

    private static ClusterConfig Cluster(BackendService service) => new()
    {
        ClusterId = service.Name,
        Destinations = service.Addresses
            .Select((address, index) => (Id: $"{service.Name}/{index}", Address: address.ToString()))
            .ToDictionary(entry => entry.Id, entry => new DestinationConfig { Address = entry.Address }, StringComparer.Ordinal),
        LoadBalancingPolicy = "PowerOfTwoChoices",
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = SafeHeaderText.Encoding.WebName },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            ActivityTimeout = SilenceLimit,
        },
        HealthCheck = new HealthCheckConfig
        {
            // When no instance looks healthy, all are tried: the answer then says what is wrong.
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = UnreachablePolicy.PolicyName },
            Active = new ActiveHealthCheckConfig
            {
                Enabled = service.Addresses.Count > 1, // with one instance there is nothing to choose
                Interval = ProbeInterval,
                Timeout = ProbeTimeout,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/health",
            },
        },
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = "1",
        },
    };
}
