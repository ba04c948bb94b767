using System.Globalization;
using PenguinMails.DevVault.Core;

namespace PenguinMails.DevVault.Http;

/// <summary>sys/health: the state as a status code that the caller may choose. (https://developer.hashicorp.com/vault/api-docs/system/health)</summary>
internal sealed class HealthEndpoint(VaultServer server)
{
    public Task HandleAsync(HttpContext http, RequestTarget target)
    {
        if (http.Request.Method is not ("GET" or "HEAD"))
        {
            return HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);
        }

        var status = server.Status();
        if (Code(target, status) is not { } code)
        {
            return HttpReply.ErrorsAsync(http, StatusCodes.Status400BadRequest);
        }

        return http.Request.Method == "HEAD" ? HttpReply.EmptyAsync(http, code) : HttpReply.JsonAsync(http, Body(status), code);
    }

    private static int? Code(RequestTarget target, SealStatus status)
    {
        var (uninitialized, isSealed, active) = (
            Parameter(target, "uninitcode", StatusCodes.Status501NotImplemented),
            Parameter(target, "sealedcode", StatusCodes.Status503ServiceUnavailable),
            Parameter(target, "activecode", StatusCodes.Status200OK));
        string[] others = ["standbycode", "drsecondarycode", "performancestandbycode"];
        if (others.Any(name => Parameter(target, name, otherwise: 200) is null) || !IsFlag(target, "standbyok") || !IsFlag(target, "perfstandbyok")
            || uninitialized is null || isSealed is null || active is null)
        {
            return null;
        }

        return status.Seal is null ? uninitialized : status.IsSealed ? isSealed : active;
    }

    private static int? Parameter(RequestTarget target, string name, int otherwise) => target.Parameter(name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) && code is >= 100 and < 1000 => code,
        _ => null,
    };

    private static bool IsFlag(RequestTarget target, string name) =>
        target.Parameter(name) is null or "" or "1" or "t" or "T" or "true" or "TRUE" or "True" or "0" or "f" or "F" or "false" or "FALSE" or "False";

    private static Dictionary<string, object?> Body(SealStatus status)
    {
        var replication = status.IsSealed ? "unknown" : "disabled";
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["initialized"] = status.Seal is not null,
            ["sealed"] = status.IsSealed,
            ["standby"] = status.IsSealed,
            ["performance_standby"] = false,
            ["replication_performance_mode"] = replication,
            ["replication_dr_mode"] = replication,
            ["server_time_utc"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["version"] = ProductVersion.Text,
            ["enterprise"] = false,
            ["echo_duration_ms"] = 0,
            ["clock_skew_ms"] = 0,
            ["replication_primary_canary_age_ms"] = 0,
        };
        if (status.Cluster is not null)
        {
            body["cluster_name"] = status.Cluster.Name;
            body["cluster_id"] = status.Cluster.Id;
        }

        return body;
    }
}
