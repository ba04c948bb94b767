using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Seal;

namespace PenguinMails.DevVault.Http;

/// <summary>sys/seal-status and sys/unseal. (https://developer.hashicorp.com/vault/api-docs/system/unseal)</summary>
internal sealed class UnsealEndpoints(VaultServer server)
{
    private const string TypeName = "UnsealRequest";

    public Task StatusAsync(HttpContext http, RequestTarget target) => http.Request.Method == "GET"
        ? HttpReply.JsonAsync(http, server.Status().ToJson())
        : HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);

    public async Task UnsealAsync(HttpContext http, RequestTarget target)
    {
        if (http.Request.Method is not ("PUT" or "POST"))
        {
            await HttpReply.ErrorsAsync(http, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var body = await BodyReader.ObjectAsync(http, "http." + TypeName);
        var (key, isReset) = (Text(body, "key"), Flag(body, "reset"));
        if (isReset)
        {
            await server.ResetUnsealAsync(http.RequestAborted);
        }
        else if (key.Length == 0)
        {
            throw RefusedException.Invalid("'key' must be specified in request body as JSON, or 'reset' set to true");
        }
        else
        {
            await server.UnsealAsync(UnsealShare.Parse(key), http.RequestAborted);
        }

        await HttpReply.JsonAsync(http, server.Status().ToJson());
    }

    private static string Text(Dictionary<string, object?> body, string name) => body.GetValueOrDefault(name) switch
    {
        null => string.Empty,
        string text => text,
        var other => throw Unfit(other, name, "string"),
    };

    private static bool Flag(Dictionary<string, object?> body, string name) => body.GetValueOrDefault(name) switch
    {
        null => false,
        bool flag => flag,
        var other => throw Unfit(other, name, "bool"),
    };

    private static RefusedException Unfit(object? value, string name, string type) => RefusedException.Invalid(
        $"failed to parse JSON input: json: cannot unmarshal {BodyReader.KindOf(value)} into Go struct field {TypeName}.{name} of type {type}");
}
