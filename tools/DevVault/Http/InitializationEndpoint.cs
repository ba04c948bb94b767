using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Seal;

namespace PenguinMails.DevVault.Http;

/// <summary>sys/init. (https://developer.hashicorp.com/vault/api-docs/system/init)</summary>
internal sealed class InitializationEndpoint(VaultServer server)
{
    private const string TypeName = "InitRequest";

    public Task HandleAsync(HttpContext http, RequestTarget target) => http.Request.Method switch
    {
        "GET" => HttpReply.JsonAsync(http, new Dictionary<string, object?>(StringComparer.Ordinal) { ["initialized"] = server.IsInitialized }),
        "PUT" or "POST" => InitializeAsync(http),
        _ => HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed),
    };

    private async Task InitializeAsync(HttpContext http)
    {
        var body = await BodyReader.ObjectAsync(http, "http." + TypeName);
        var configuration = new SealConfiguration(Integer(body, "secret_shares"), Integer(body, "secret_threshold"));
        if (!server.IsInitialized && configuration.Problem() is null && body.GetValueOrDefault("pgp_keys") is List<object?> { Count: > 0 } keys)
        {
            throw RefusedException.Invalid("invalid seal configuration: " + (keys.Count == configuration.Shares
                ? "PGP keys are not supported here"
                : "count mismatch between number of provided PGP keys and number of shares"));
        }

        var initial = await server.InitializeAsync(configuration, http.RequestAborted);
        await HttpReply.JsonAsync(http, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["keys"] = initial.Shares.Select(Convert.ToHexStringLower).ToList(),
            ["keys_base64"] = initial.Shares.Select(Convert.ToBase64String).ToList(),
            ["root_token"] = initial.PlainTextRootToken,
        });
    }

    private static int Integer(Dictionary<string, object?> body, string name) => body.GetValueOrDefault(name) switch
    {
        null => 0,
        JsonNumber number when int.TryParse(number.Text, out var value) => value,
        JsonNumber number => throw Unfit($"number {number.Text}", name),
        var other => throw Unfit(BodyReader.KindOf(other), name),
    };

    private static RefusedException Unfit(string kind, string name) =>
        RefusedException.Invalid($"failed to parse JSON input: json: cannot unmarshal {kind} into Go struct field {TypeName}.{name} of type int");
}
