namespace PenguinMails.Gateway.Routing;

/// <summary>A service behind the gateway.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">Its instances.</param>
internal sealed record BackendService(string Name, IReadOnlyList<Uri> Addresses)
{
    /// <summary>Whether it is part of the API, and not of the pages alone.</summary>
    public bool IsOfApi => RouteTable.All.Any(route => route.Service == Name && !route.IsPage);
}

/// <summary>
/// The services this installation has, from <c>services:{name}:http:{n}</c> or <c>services:{name}:https:{n}</c>. A service without
/// an address is not there, and neither are its routes.
/// </summary>
internal sealed record ServiceDirectory(IReadOnlyList<BackendService> Services)
{
    private static readonly string[] Schemes = ["https", "http"];

    /// <exception cref="InvalidOperationException">An address is not an absolute http or https URL.</exception>
    public static ServiceDirectory From(IConfiguration configuration) => new(
        [.. RouteTable.All.Select(route => route.Service).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new BackendService(name, AddressesOf(configuration, name)))
            .Where(service => service.Addresses.Count > 0)]);

    private static List<Uri> AddressesOf(IConfiguration configuration, string name) =>
        [.. Schemes
            .Select(scheme => configuration.GetSection($"services:{name}:{scheme}").GetChildren().Select(child => child.Value!).ToList())
            .FirstOrDefault(addresses => addresses.Count > 0, [])
            .Select(address => Parse(name, address))];

    private static Uri Parse(string name, string address) =>
        Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new InvalidOperationException($"services:{name} holds '{address}', which is not an http or https address.");
}
