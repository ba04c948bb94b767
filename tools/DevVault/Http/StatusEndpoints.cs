using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>What a single node says about leadership, and about the ceremonies that this server does not hold.</summary>
internal sealed class StatusEndpoints(VaultServer server)
{
    public static Task LeaderAsync(HttpContext http, RequestTarget target) => http.Request.Method == "GET"
        ? HttpReply.JsonAsync(http, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["ha_enabled"] = false,
            ["is_self"] = false,
            ["active_time"] = Rfc3339.Zero,
            ["leader_address"] = string.Empty,
            ["leader_cluster_address"] = string.Empty,
            ["performance_standby"] = false,
            ["performance_standby_last_remote_wal"] = 0,
        })
        : HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);

    public Task GenerateRootAsync(HttpContext http, RequestTarget target) => Ceremony(http, () => new(StringComparer.Ordinal)
    {
        ["nonce"] = string.Empty,
        ["started"] = false,
        ["progress"] = 0,
        ["required"] = server.Status().Seal!.Threshold,
        ["complete"] = false,
        ["encoded_token"] = string.Empty,
        ["encoded_root_token"] = string.Empty,
        ["pgp_fingerprint"] = string.Empty,
        ["otp"] = string.Empty,
        ["otp_length"] = 26,
    });

    public Task RekeyAsync(HttpContext http, RequestTarget target) => Ceremony(http, () => new(StringComparer.Ordinal)
    {
        ["nonce"] = string.Empty,
        ["started"] = false,
        ["t"] = 0,
        ["n"] = 0,
        ["progress"] = 0,
        ["required"] = server.Status().Seal!.Threshold,
        ["pgp_fingerprints"] = null,
        ["backup"] = false,
        ["verification_required"] = false,
    });

    private Task Ceremony(HttpContext http, Func<Dictionary<string, object?>> status)
    {
        if (server.Active is null)
        {
            return HttpReply.RefusedAsync(http, Refusal.Sealed);
        }

        return http.Request.Method == "GET"
            ? HttpReply.JsonAsync(http, status())
            : HttpReply.ErrorsAsync(http, StatusCodes.Status400BadRequest, "not supported by this development server");
    }
}
