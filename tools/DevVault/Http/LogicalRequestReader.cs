using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>From HTTP to a request on a path. The order of the checks is the original's: clients see which one failed first.</summary>
internal static class LogicalRequestReader
{
    /// <exception cref="RefusedException">Not a request that a path could answer.</exception>
    public static async ValueTask<LogicalRequest> ReadAsync(HttpContext http, RequestTarget target, string path, ActiveVault? vault)
    {
        var method = http.Request.Method;
        var operation = method switch
        {
            "GET" => IsList(target) ? Operation.List : Operation.Read,
            "LIST" => Operation.List,
            "POST" or "PUT" => Operation.Update,
            "PATCH" => Operation.Patch,
            "DELETE" => Operation.Delete,
            "HEAD" or "OPTIONS" => Operation.None,
            _ => throw new RefusedException(new(StatusCodes.Status405MethodNotAllowed, null)),
        };
        var data = operation switch
        {
            Operation.Update => await BodyReader.ParametersAsync(http),
            Operation.Patch => await PatchAsync(http),
            Operation.None => null,
            _ => Query(target, dropList: method == "GET"),
        };
        var token = TokenHeader.Read(http.Request.Headers);
        if (token.Length > 0 && vault is null)
        {
            throw new RefusedException(Refusal.Sealed);
        }

        TokenHeader.Check(token);
        var request = new LogicalRequest
        {
            Operation = operation,
            Path = operation == Operation.List && !path.EndsWith('/') ? path + "/" : path,
            Data = data,
            ClientToken = token,
            WrapTtl = WrapTtl(http.Request.Headers),
            RemoteAddress = http.Connection.RemoteIpAddress?.ToString() ?? string.Empty,
        };
        request.Token = token.Length == 0 ? null : await vault!.Tokens.FindAsync(token, http.RequestAborted);
        return request;
    }

    private static ValueTask<Dictionary<string, object?>?> PatchAsync(HttpContext http)
    {
        const string Wanted = "application/merge-patch+json";
        var provided = http.Request.ContentType ?? string.Empty;
        return provided.Split(';')[0].Trim() == Wanted
            ? BodyReader.ParametersAsync(http)
            : throw new RefusedException(new(StatusCodes.Status415UnsupportedMediaType, $"PATCH requires Content-Type of {Wanted}, provided {provided}"));
    }

    private static bool IsList(RequestTarget target) => target.Parameter("list") switch
    {
        null or "" => false,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new RefusedException(new(StatusCodes.Status400BadRequest, null)),
    };

    private static Dictionary<string, object?>? Query(RequestTarget target, bool dropList)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in target.Query())
        {
            if (name != "help" && !(dropList && name == "list"))
            {
                FormBody.Add(data, name, value);
            }
        }

        return data.Count > 0 ? data : null;
    }

    private static TimeSpan WrapTtl(IHeaderDictionary headers)
    {
        if (headers["X-Vault-Wrap-TTL"].ToString() is not { Length: > 0 } text)
        {
            return TimeSpan.Zero;
        }

        try
        {
            return Durations.Parse(text) is var ttl && ttl >= TimeSpan.Zero
                ? ttl
                : throw new FormatException("requested wrap ttl cannot be negative");
        }
        catch (FormatException problem)
        {
            throw RefusedException.Invalid("error parsing X-Vault-Wrap-TTL header: " + problem.Message);
        }
    }
}
