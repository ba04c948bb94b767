using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Wrapping;

namespace PenguinMails.DevVault.Http;

/// <summary>Everything that is answered by a mount.</summary>
internal sealed class LogicalEndpoint(VaultServer server)
{
    public async Task HandleAsync(HttpContext http, RequestTarget target, string path)
    {
        var request = await LogicalRequestReader.ReadAsync(http, target, path, server.Active);
        if (server.Active is not { } vault)
        {
            throw new RefusedException(WrappingCheck.AppliesTo(path)
                ? Refusal.Sealed with { Message = "error validating wrapping token: Vault is sealed" }
                : Refusal.Sealed);
        }

        if (target.Parameter("help") is { Length: > 0 } || http.Request.Method == "HELP")
        {
            await HttpReply.JsonAsync(http, HelpAnswer.For(path));
            return;
        }

        if (WrappingCheck.AppliesTo(request.Path) && await WrappingCheck.ProblemAsync(request, vault, http.RequestAborted) is { } problem)
        {
            await HttpReply.RefusedAsync(http, problem);
            return;
        }

        await AnswerAsync(http, request, await new RequestHandler(vault).HandleAsync(request, http.RequestAborted));
    }

    private static Task AnswerAsync(HttpContext http, LogicalRequest request, LogicalResponse? response)
    {
        if (response?.Refusal is { } refusal)
        {
            return HttpReply.RefusedAsync(http, refusal);
        }

        if (IsNothing(request, response))
        {
            return request.Operation is Operation.Read or Operation.List
                ? HttpReply.ErrorsAsync(http, StatusCodes.Status404NotFound)
                : HttpReply.EmptyAsync(http, StatusCodes.Status204NoContent);
        }

        var status = response!.StatusCode == 0 ? StatusCodes.Status200OK : response.StatusCode;
        if (response.Raw is { } raw)
        {
            return HttpReply.RawAsync(http, raw.Utf8, status);
        }

        var envelope = Envelope.Of(request, response);
        if (response.Wrap is null && response.Data is { } data && TopLevelData.AppliesTo(request.Path))
        {
            foreach (var (name, value) in data)
            {
                envelope.TryAdd(name, value);
            }
        }

        return HttpReply.JsonAsync(http, envelope, status);
    }

    /// <summary>An empty list counts as nothing.</summary>
    private static bool IsNothing(LogicalRequest request, LogicalResponse? response) =>
        response is null
        || (request.Operation == Operation.List && response is { Wrap: null, StatusCode: 0, Warnings: null }
            && (response.Data is null or { Count: 0 }
                || (response.Data.TryGetValue("keys", out var keys) && keys is System.Collections.ICollection { Count: 0 })));
}
