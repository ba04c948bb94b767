using Microsoft.AspNetCore.Http.Features;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>
/// The whole HTTP surface. ASP.NET's routing is not used: the original decides by the path as sent, before and after decoding,
/// and so must this.
/// </summary>
internal sealed class VaultApi(VaultServer server, ILogger<VaultApi> logger)
{
    private const string Prefix = "/v1/";
    private readonly ServerEndpoints _server = new(server);
    private readonly LogicalEndpoint _logical = new(server);

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        try
        {
            await RouteAsync(http);
        }
        catch (RefusedException refused)
        {
            await HttpReply.RefusedAsync(http, refused.Refusal);
        }
        catch (SealedException)
        {
            await HttpReply.RefusedAsync(http, Refusal.Sealed);
        }
        catch (Exception problem) when (problem is not OperationCanceledException && !http.Response.HasStarted)
        {
            // The cause may speak of storage; the caller learns only that it failed.
            logger.RequestFailed(http.Request.Method, problem);
            await HttpReply.RefusedAsync(http, Refusal.Internal);
        }
    }

    private Task RouteAsync(HttpContext http)
    {
        if (RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is not { } target)
        {
            http.Response.Headers.Connection = "close";
            return HttpReply.PlainAsync(http, StatusCodes.Status400BadRequest, "400 Bad Request");
        }

        if (!target.IsPrintable())
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        if (!target.Path.StartsWith(Prefix, StringComparison.Ordinal) && target.Path != "/")
        {
            return HttpReply.ErrorsAsync(http, StatusCodes.Status404NotFound);
        }

        if (target.CleanPath() != target.Path)
        {
            return HttpReply.MovedAsync(http, target.CleanLocation());
        }

        if (target.Path == "/")
        {
            return HttpReply.PlainAsync(http, StatusCodes.Status404NotFound, "404 page not found\n");
        }

        var path = target.Path[Prefix.Length..];
        return _server.Find(path) is { } endpoint ? endpoint(http, target) : _logical.HandleAsync(http, target, path);
    }
}
