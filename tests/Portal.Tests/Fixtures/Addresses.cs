using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PenguinMails.LocalComponents;

namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>A request that the portal has an endpoint for.</summary>
internal sealed record Address(string Method, string Path)
{
    public bool IsRead => HttpMethods.IsGet(Method) || HttpMethods.IsHead(Method);

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Every address of the portal: from its route table, and for what it forwards from the API's document. Nobody has to remember a new one.</summary>
internal static partial class Addresses
{
    private static readonly string[] AllMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static IReadOnlyList<Address> Of(PortalServer portal) =>
    [
        .. from route in portal.Routes
           from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : AllMethods
           select new Address(method, Filled("/" + route.RoutePattern.RawText!.TrimStart('/'))),
    ];

    /// <summary>The operations of the API that the portal forwards for somebody who is signed in.</summary>
    public static IReadOnlyList<Address> Forwarded(PortalServer portal)
    {
        var parts = portal.Routes.Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path.StartsWith("/portal/api/", StringComparison.Ordinal) && path.EndsWith("/{**rest}", StringComparison.Ordinal))
            .Select(path => path[..^"/{**rest}".Length])
            .ToList();
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Find(), "docs", "api", "openapi.json")))!;
        return
        [
            .. from path in document["paths"]!.AsObject()
               where parts.Any(part => ("/portal" + path.Key + "/").StartsWith(part + "/", StringComparison.Ordinal))
               from operation in path.Value!.AsObject()
               select new Address(operation.Key.ToUpperInvariant(), "/portal" + Filled(path.Key)),
        ];
    }

    private static string Filled(string pattern) => Parameter().Replace(pattern, "x");

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
