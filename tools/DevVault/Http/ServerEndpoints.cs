using PenguinMails.DevVault.Core;

namespace PenguinMails.DevVault.Http;

internal delegate Task ServerEndpoint(HttpContext http, RequestTarget target);

/// <summary>The endpoints that work, or must answer, while sealed. They know no mounts; most need no token.</summary>
internal sealed class ServerEndpoints
{
    private readonly Dictionary<string, ServerEndpoint> _endpoints;

    public ServerEndpoints(VaultServer server)
    {
        var health = new HealthEndpoint(server);
        var initialization = new InitializationEndpoint(server);
        var unsealing = new UnsealEndpoints(server);
        var status = new StatusEndpoints(server);
        var sealing = new SealEndpoints(server);
        _endpoints = new(StringComparer.Ordinal)
        {
            ["sys/health"] = health.HandleAsync,
            ["sys/init"] = initialization.HandleAsync,
            ["sys/seal-status"] = unsealing.StatusAsync,
            ["sys/unseal"] = unsealing.UnsealAsync,
            ["sys/seal"] = sealing.SealAsync,
            ["sys/step-down"] = sealing.StepDownAsync,
            ["sys/leader"] = StatusEndpoints.LeaderAsync,
            ["sys/generate-root/attempt"] = status.GenerateRootAsync,
            ["sys/rekey/init"] = status.RekeyAsync,
        };
    }

    public ServerEndpoint? Find(string path) => _endpoints.GetValueOrDefault(path);
}
